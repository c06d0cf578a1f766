PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE schema_migrations (
  version INTEGER PRIMARY KEY,
  name TEXT NOT NULL
) STRICT;
INSERT INTO schema_migrations VALUES(1,'first schema');
INSERT INTO schema_migrations VALUES(2,'sections of documents, formulas of derived figures');
INSERT INTO schema_migrations VALUES(3,'boundary changes of areas, release rules of indicators');
CREATE TABLE revisions (
  revision INTEGER PRIMARY KEY,
  checksum TEXT NOT NULL,
  request_id TEXT NOT NULL UNIQUE,
  request_digest TEXT NOT NULL,
  author TEXT NOT NULL,
  reason TEXT NOT NULL,
  commit_time INTEGER NOT NULL,
  record_count INTEGER NOT NULL
) STRICT;
INSERT INTO revisions VALUES(1,'f4877f1c798185e297a8082e17e341190fc98b7c3b2e180998fbe7e83ce00e70','import-10a03ff5a485152bc6e5ea1fa9bdf682','d014c386c9a7d1f54f7dbd3fc9e1dda0903d37df800655c06d78b162cab947b6','local','first',1795723451977392000,15);
INSERT INTO revisions VALUES(2,'b4cb8af18ac81e6582ede3c10866321cbbeec2131a9c8f598fc32acc6d70c7a8','import-767b64e7157c13109271a009e716eb1f','dc1f6aa83fb436737d9fbbd94896f6bf2ac622fad416afeda670414581718e23','local','a name corrected',1795723452027549000,1);
CREATE TABLE area_versions (
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  parent TEXT NOT NULL,
  PRIMARY KEY (revision, position)
) STRICT, WITHOUT ROWID;
INSERT INTO area_versions VALUES(1,0,'hunan','湖南省','Hunan','');
INSERT INTO area_versions VALUES(1,1,'changsha','长沙市','Changsha','hunan');
CREATE TABLE unit_versions (
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  symbol_zh TEXT NOT NULL,
  symbol_en TEXT NOT NULL,
  measure TEXT NOT NULL,
  multiplier_exponent INTEGER NOT NULL,
  PRIMARY KEY (revision, position)
) STRICT, WITHOUT ROWID;
INSERT INTO unit_versions VALUES(1,2,'percent','%','%','percent',0);
INSERT INTO unit_versions VALUES(1,3,'enterprise','家','enterprises','enterprise',0);
INSERT INTO unit_versions VALUES(1,4,'cny-1e8','亿元','hundred million yuan','cny',8);
CREATE TABLE document_versions (
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  title_en TEXT NOT NULL,
  publisher TEXT NOT NULL,
  address TEXT NOT NULL,
  publication_date TEXT,
  publication_estimated INTEGER,
  confidence TEXT NOT NULL,
  text TEXT NOT NULL,
  is_work_report INTEGER NOT NULL,
  note_zh TEXT NOT NULL,
  note_en TEXT NOT NULL,
  PRIMARY KEY (revision, position)
) STRICT, WITHOUT ROWID;
INSERT INTO document_versions VALUES(1,5,'report','工作报告','Work report','','','2024-01-20',0,'seen-primary',replace('政府工作报告\n\n(一)创新。高新技术企业达到7889家,新增1228家。\n\n(二)开放。进出口总额下降15%。\n\n二、2024年目标\n\n进出口总额增长7%。\n','\n',char(10)),1,'','');
CREATE TABLE indicator_versions (
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  unit TEXT NOT NULL,
  nature TEXT NOT NULL,
  direction TEXT NOT NULL,
  domain TEXT NOT NULL,
  definition_zh TEXT NOT NULL,
  definition_en TEXT NOT NULL,
  one_off INTEGER NOT NULL,
  PRIMARY KEY (revision, position)
) STRICT, WITHOUT ROWID;
INSERT INTO indicator_versions VALUES(1,6,'imports-exports','进出口总额','Imports and exports','cny-1e8','flow','higher','trade','','',0);
INSERT INTO indicator_versions VALUES(1,7,'high-tech-enterprises','高新技术企业','High-tech enterprises','enterprise','stock','higher','innovation','','',0);
INSERT INTO indicator_versions VALUES(1,8,'little-giants','小巨人企业','Little giants','enterprise','stock','higher','innovation','','',0);
INSERT INTO indicator_versions VALUES(2,0,'high-tech-enterprises','高新技术企业数','High-tech enterprises','enterprise','stock','higher','innovation','','',0);
CREATE TABLE indicator_aliases (
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  alias TEXT NOT NULL,
  PRIMARY KEY (revision, position, ordinal)
) STRICT, WITHOUT ROWID;
INSERT INTO indicator_aliases VALUES(1,6,0,'外贸');
INSERT INTO indicator_aliases VALUES(1,6,1,'trade');
CREATE TABLE indicator_links (
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  relation TEXT NOT NULL,
  other TEXT NOT NULL,
  note_zh TEXT NOT NULL,
  note_en TEXT NOT NULL,
  PRIMARY KEY (revision, position, ordinal)
) STRICT, WITHOUT ROWID;
INSERT INTO indicator_links VALUES(1,8,0,'part-of','high-tech-enterprises','','a note');
CREATE TABLE observation_versions (
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  indicator TEXT NOT NULL,
  area TEXT NOT NULL,
  measure TEXT NOT NULL,
  price_basis TEXT NOT NULL,
  scope TEXT NOT NULL,
  period TEXT NOT NULL,
  value TEXT,
  published_text TEXT NOT NULL,
  qualifier TEXT NOT NULL,
  lower_bound TEXT,
  upper_bound TEXT,
  unit TEXT NOT NULL,
  status TEXT NOT NULL,
  stage TEXT NOT NULL,
  document TEXT NOT NULL,
  quote TEXT,
  quote_prefix TEXT,
  quote_suffix TEXT,
  no_quote_reason TEXT,
  note_zh TEXT NOT NULL,
  note_en TEXT NOT NULL,
  vintage_key TEXT AS (indicator || '.' || area || '.' || measure || '.' || price_basis
    || '.' || scope || '|' || period || '|' || stage || '|' || document) VIRTUAL, formula TEXT, formula_inputs TEXT,
  PRIMARY KEY (revision, position)
) STRICT, WITHOUT ROWID;
INSERT INTO observation_versions VALUES(1,9,'imports-exports','changsha','growth','current','total','2023','-15','下降15%','equal',NULL,NULL,'percent','A','reported','report','进出口总额下降15%','','',NULL,'','',NULL,NULL);
INSERT INTO observation_versions VALUES(1,10,'high-tech-enterprises','changsha','level','na','total','2023','7889','7889家','equal',NULL,NULL,'enterprise','A','reported','report','高新技术企业达到7889家','','',NULL,'','',NULL,NULL);
INSERT INTO observation_versions VALUES(1,11,'high-tech-enterprises','changsha','change','na','total','2023','1228','1228家','equal',NULL,NULL,'enterprise','A','reported','report','新增1228家','','',NULL,'','',NULL,NULL);
INSERT INTO observation_versions VALUES(1,12,'high-tech-enterprises','changsha','level','na','total','2022','6661','','equal',NULL,NULL,'enterprise','A','derived','report',NULL,NULL,NULL,'由年末数减新增数 / end of year minus added','','','level-minus-change',replace('high-tech-enterprises.changsha.level.na.total|2023|reported|report\nhigh-tech-enterprises.changsha.change.na.total|2023|reported|report','\n',char(10)));
CREATE TABLE target_versions (
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  indicator TEXT NOT NULL,
  area TEXT NOT NULL,
  measure TEXT NOT NULL,
  price_basis TEXT NOT NULL,
  scope TEXT NOT NULL,
  base_scope TEXT NOT NULL,
  period TEXT NOT NULL,
  relation TEXT NOT NULL,
  goal TEXT NOT NULL,
  goal_value TEXT,
  goal_indicator TEXT,
  goal_margin TEXT,
  goal_authority_zh TEXT,
  goal_authority_en TEXT,
  unit TEXT NOT NULL,
  kind TEXT NOT NULL,
  published_text TEXT NOT NULL,
  document TEXT NOT NULL,
  quote TEXT,
  quote_prefix TEXT,
  quote_suffix TEXT,
  no_quote_reason TEXT,
  section TEXT NOT NULL,
  position_in_section INTEGER NOT NULL,
  office_zh TEXT NOT NULL,
  office_en TEXT NOT NULL,
  pair_note_zh TEXT NOT NULL,
  pair_note_en TEXT NOT NULL,
  PRIMARY KEY (revision, position)
) STRICT, WITHOUT ROWID;
INSERT INTO target_versions VALUES(1,13,'imports-exports-2024','imports-exports','changsha','growth','current','total','','2024','equal','value','7',NULL,NULL,NULL,NULL,'percent','expected','增长7%','report','进出口总额增长7%','','',NULL,'targets',1,'','','','');
CREATE TABLE scenario_versions (
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  parent TEXT NOT NULL,
  description_zh TEXT NOT NULL,
  description_en TEXT NOT NULL,
  PRIMARY KEY (revision, position)
) STRICT, WITHOUT ROWID;
INSERT INTO scenario_versions VALUES(1,14,'hold','保持','Hold','','','');
CREATE TABLE scenario_assumptions (
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  indicator TEXT NOT NULL,
  from_year INTEGER,
  to_year INTEGER,
  rule TEXT NOT NULL,
  growth_percent TEXT,
  step TEXT,
  long_run_growth_percent TEXT,
  phi TEXT,
  initial_growth_percent TEXT,
  floor TEXT,
  ceiling TEXT,
  kappa TEXT,
  level TEXT,
  year INTEGER,
  style TEXT,
  relative_to TEXT,
  margin TEXT,
  reason_zh TEXT NOT NULL,
  reason_en TEXT NOT NULL,
  PRIMARY KEY (revision, position, ordinal)
) STRICT, WITHOUT ROWID;
INSERT INTO scenario_assumptions VALUES(1,14,0,'*',NULL,NULL,'hold',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'','');
INSERT INTO scenario_assumptions VALUES(1,14,1,'imports-exports',2024,2026,'compound','3',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'','');
INSERT INTO scenario_assumptions VALUES(1,14,2,'high-tech-enterprises',NULL,NULL,'required',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'9000',2026,'linear',NULL,NULL,'','');
INSERT INTO scenario_assumptions VALUES(1,14,3,'high-tech-enterprises',2027,2027,'given',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'','');
INSERT INTO scenario_assumptions VALUES(1,14,4,'little-giants',NULL,NULL,'damped',NULL,NULL,'2','0.8',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'','');
INSERT INTO scenario_assumptions VALUES(1,14,5,'little-giants',2026,2026,'relative',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'high-tech-enterprises','-0.5','','');
CREATE TABLE scenario_points (
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  assumption INTEGER NOT NULL,
  year INTEGER NOT NULL,
  measure TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (revision, position, ordinal)
) STRICT, WITHOUT ROWID;
INSERT INTO scenario_points VALUES(1,14,0,3,2027,'level','9500');
CREATE TABLE withdrawals (
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  observation_key TEXT NOT NULL,
  PRIMARY KEY (revision, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE document_sections (
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  id TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  title_en TEXT NOT NULL,
  starts_with TEXT NOT NULL,
  start_prefix TEXT NOT NULL,
  start_suffix TEXT NOT NULL,
  PRIMARY KEY (revision, position, ordinal)
) STRICT, WITHOUT ROWID;
INSERT INTO document_sections VALUES(1,5,0,'innovation','创新','Innovation','(一)创新','','');
INSERT INTO document_sections VALUES(1,5,1,'trade','开放','Trade','(二)开放','','');
INSERT INTO document_sections VALUES(1,5,2,'targets','目标','Targets','二、2024年目标','','');
CREATE TABLE area_boundary_changes (
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  date TEXT NOT NULL,
  note_zh TEXT NOT NULL,
  note_en TEXT NOT NULL,
  PRIMARY KEY (revision, position, ordinal)
) STRICT, WITHOUT ROWID;
INSERT INTO area_boundary_changes VALUES(1,1,0,'2015-03-01','望城并入','Wangcheng joined');
CREATE TABLE indicator_releases (
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  frequency TEXT NOT NULL,
  measure TEXT NOT NULL,
  due_days INTEGER NOT NULL,
  area TEXT NOT NULL,
  note_zh TEXT NOT NULL,
  note_en TEXT NOT NULL,
  PRIMARY KEY (revision, position, ordinal)
) STRICT, WITHOUT ROWID;
INSERT INTO indicator_releases VALUES(1,6,0,'A','growth',99,'changsha','','a source');
CREATE INDEX area_versions_by_id ON area_versions(id);
CREATE INDEX unit_versions_by_id ON unit_versions(id);
CREATE INDEX document_versions_by_id ON document_versions(id);
CREATE INDEX indicator_versions_by_id ON indicator_versions(id);
CREATE INDEX target_versions_by_id ON target_versions(id);
CREATE INDEX scenario_versions_by_id ON scenario_versions(id);
CREATE INDEX observation_versions_by_vintage ON observation_versions(vintage_key);
CREATE INDEX withdrawals_by_vintage ON withdrawals(observation_key);
CREATE VIEW current_area AS
SELECT v.* FROM area_versions AS v
WHERE NOT EXISTS (SELECT 1 FROM area_versions AS later WHERE later.id = v.id
  AND (later.revision, later.position) > (v.revision, v.position));
CREATE VIEW current_unit AS
SELECT v.* FROM unit_versions AS v
WHERE NOT EXISTS (SELECT 1 FROM unit_versions AS later WHERE later.id = v.id
  AND (later.revision, later.position) > (v.revision, v.position));
CREATE VIEW current_document AS
SELECT v.* FROM document_versions AS v
WHERE NOT EXISTS (SELECT 1 FROM document_versions AS later WHERE later.id = v.id
  AND (later.revision, later.position) > (v.revision, v.position));
CREATE VIEW current_indicator AS
SELECT v.* FROM indicator_versions AS v
WHERE NOT EXISTS (SELECT 1 FROM indicator_versions AS later WHERE later.id = v.id
  AND (later.revision, later.position) > (v.revision, v.position));
CREATE VIEW current_target AS
SELECT v.* FROM target_versions AS v
WHERE NOT EXISTS (SELECT 1 FROM target_versions AS later WHERE later.id = v.id
  AND (later.revision, later.position) > (v.revision, v.position));
CREATE VIEW current_scenario AS
SELECT v.* FROM scenario_versions AS v
WHERE NOT EXISTS (SELECT 1 FROM scenario_versions AS later WHERE later.id = v.id
  AND (later.revision, later.position) > (v.revision, v.position));
CREATE VIEW current_assumption AS
SELECT s.id AS scenario, a.* FROM current_scenario AS s
JOIN scenario_assumptions AS a ON a.revision = s.revision AND a.position = s.position;
CREATE VIEW current_observation AS
SELECT v.*, CAST(v.value AS REAL) AS approximate_value FROM observation_versions AS v
WHERE NOT EXISTS (SELECT 1 FROM observation_versions AS later
  WHERE later.vintage_key = v.vintage_key
  AND (later.revision, later.position) > (v.revision, v.position))
AND NOT EXISTS (SELECT 1 FROM withdrawals AS w WHERE w.observation_key = v.vintage_key
  AND (w.revision, w.position) > (v.revision, v.position));
COMMIT;
PRAGMA application_id=1229144404;
PRAGMA user_version=3;
