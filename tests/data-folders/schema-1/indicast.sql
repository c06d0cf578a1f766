PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE schema_migrations (
  version INTEGER PRIMARY KEY,
  name TEXT NOT NULL
) STRICT;
INSERT INTO schema_migrations VALUES(1,'first schema');
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
INSERT INTO revisions VALUES(1,'be51029c80aa0f12b6866cf6d53ae510196ff0cd01f8079a8939fdabbd811e81','import-d691acdf3f060a11eb662000adcdd5e4','2ba59c394ad769749f37e6f7d7037c24e609d1b9379a6a0ed61724b7e9da454a','local','import of /tmp/v1/folder',1795697113709767000,13);
INSERT INTO revisions VALUES(2,'4d3682faa2d78d9b5407b9245fcbbe6d7a9f1f98cf261208ebe864170d729ffa','import-81837c4600ed52cc7664606e04efde97','b57a11f027917219eb2e0aa8a82aae9a9bbe72891cf3cd0581e012c21343b99b','local','import of /tmp/v1/folder',1795697113753462000,2);
CREATE TABLE area_versions (
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  parent TEXT NOT NULL,
  PRIMARY KEY (revision, position)
) STRICT, WITHOUT ROWID;
INSERT INTO area_versions VALUES(1,0,'changsha','长沙市','Changsha','');
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
INSERT INTO unit_versions VALUES(1,1,'percent','%','%','percent',0);
INSERT INTO unit_versions VALUES(1,2,'cny-1e8','亿元','hundred million yuan','cny',8);
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
INSERT INTO document_versions VALUES(1,3,'report','工作报告','Work report','','','2024-01-20',0,'seen-primary',replace('政府工作报告\n\n(三)开放型经济。进出口总额下降15%,技术合同成交额超过1200亿元。\n\n二、2024年目标:进出口总额增长7%,居民收入增长高于经济增速。\n','\n',char(10)),1,'','');
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
INSERT INTO indicator_versions VALUES(1,4,'gdp','地区生产总值','GDP','cny-1e8','flow','higher','growth','','',0);
INSERT INTO indicator_versions VALUES(1,5,'imports-exports','进出口总额','Imports and exports','cny-1e8','flow','higher','trade','','',0);
INSERT INTO indicator_versions VALUES(1,6,'technology-contracts','技术合同成交额','Technology contracts','cny-1e8','flow','higher','innovation','','',0);
CREATE TABLE indicator_aliases (
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  alias TEXT NOT NULL,
  PRIMARY KEY (revision, position, ordinal)
) STRICT, WITHOUT ROWID;
INSERT INTO indicator_aliases VALUES(1,4,0,'经济总量');
INSERT INTO indicator_aliases VALUES(1,5,0,'外贸');
INSERT INTO indicator_aliases VALUES(1,5,1,'trade');
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
    || '.' || scope || '|' || period || '|' || stage || '|' || document) VIRTUAL,
  PRIMARY KEY (revision, position)
) STRICT, WITHOUT ROWID;
INSERT INTO observation_versions VALUES(1,7,'imports-exports','changsha','growth','current','total','2023','-15','下降15%','equal',NULL,NULL,'percent','A','reported','report','进出口总额下降15%','','',NULL,'','');
INSERT INTO observation_versions VALUES(1,8,'technology-contracts','changsha','level','current','total','2023','1200','超过1200亿元','greater','1200',NULL,'cny-1e8','A','reported','report','技术合同成交额超过1200亿元','','',NULL,'','');
INSERT INTO observation_versions VALUES(1,9,'gdp','changsha','growth','constant','total','2023','4.8','4.8%','equal',NULL,NULL,'percent','A','preliminary','report',NULL,NULL,NULL,'读自图表 / read from a chart','','');
INSERT INTO observation_versions VALUES(2,0,'gdp','changsha','growth','constant','total','2023','4.8','4.8%','equal','4.75','4.85','percent','A','preliminary','report',NULL,NULL,NULL,'读自图表 / read from a chart','','');
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
INSERT INTO target_versions VALUES(1,10,'imports-exports-2024','imports-exports','changsha','growth','current','total','','2024','equal','value','7',NULL,NULL,NULL,NULL,'percent','expected','增长7%','report','进出口总额增长7%','','',NULL,'headline',1,'','','','');
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
INSERT INTO scenario_versions VALUES(1,11,'hold','保持','Hold','','','');
INSERT INTO scenario_versions VALUES(1,12,'slow','放缓','Slow','hold','','');
INSERT INTO scenario_versions VALUES(2,1,'slow','放缓','Slow','hold','','');
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
INSERT INTO scenario_assumptions VALUES(1,11,0,'*',NULL,NULL,'hold',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'','');
INSERT INTO scenario_assumptions VALUES(1,12,0,'imports-exports',NULL,NULL,'compound','3',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'理由','reason');
INSERT INTO scenario_assumptions VALUES(2,1,0,'imports-exports',NULL,NULL,'compound','2',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'理由','reason');
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
CREATE TABLE withdrawals (
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  observation_key TEXT NOT NULL,
  PRIMARY KEY (revision, position)
) STRICT, WITHOUT ROWID;
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
CREATE VIEW current_observation AS
SELECT v.*, CAST(v.value AS REAL) AS approximate_value FROM observation_versions AS v
WHERE NOT EXISTS (SELECT 1 FROM observation_versions AS later
  WHERE later.vintage_key = v.vintage_key
  AND (later.revision, later.position) > (v.revision, v.position))
AND NOT EXISTS (SELECT 1 FROM withdrawals AS w WHERE w.observation_key = v.vintage_key
  AND (w.revision, w.position) > (v.revision, v.position));
CREATE VIEW current_assumption AS
SELECT s.id AS scenario, a.* FROM current_scenario AS s
JOIN scenario_assumptions AS a ON a.revision = s.revision AND a.position = s.position;
COMMIT;
PRAGMA user_version=1;
PRAGMA application_id=1229144404;
