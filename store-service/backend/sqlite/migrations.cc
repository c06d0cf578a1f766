#include "store-service/backend/sqlite/migrations.h"

namespace indicast::store {
namespace {

constexpr char kFirstSchema[] = R"sql(
CREATE TABLE schema_migrations (
  version INTEGER PRIMARY KEY,
  name TEXT NOT NULL
) STRICT;

-- One row a write. commit_time in nanoseconds since 1970-01-01T00:00:00Z.
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

-- One table a kind of record: every version, never changed. `position` orders the records of one
-- revision, `ordinal` the rows of a list.
CREATE TABLE area_versions (
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  parent TEXT NOT NULL,
  PRIMARY KEY (revision, position)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE indicator_aliases (
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  alias TEXT NOT NULL,
  PRIMARY KEY (revision, position, ordinal)
) STRICT, WITHOUT ROWID;

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

-- The newest version of everything, for people who ask in SQL. Values are exact decimal texts.
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
)sql";

// The views name their columns when they are made, so the one over figures is made again.
constexpr char kSectionsAndDerivations[] = R"sql(
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

ALTER TABLE observation_versions ADD COLUMN formula TEXT;
ALTER TABLE observation_versions ADD COLUMN formula_inputs TEXT;

DROP VIEW current_observation;
CREATE VIEW current_observation AS
SELECT v.*, CAST(v.value AS REAL) AS approximate_value FROM observation_versions AS v
WHERE NOT EXISTS (SELECT 1 FROM observation_versions AS later
  WHERE later.vintage_key = v.vintage_key
  AND (later.revision, later.position) > (v.revision, v.position))
AND NOT EXISTS (SELECT 1 FROM withdrawals AS w WHERE w.observation_key = v.vintage_key
  AND (w.revision, w.position) > (v.revision, v.position));
)sql";

constexpr char kBoundaryChangesAndReleases[] = R"sql(
CREATE TABLE area_boundary_changes (
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  date TEXT NOT NULL,
  note_zh TEXT NOT NULL,
  note_en TEXT NOT NULL,
  PRIMARY KEY (revision, position, ordinal)
) STRICT, WITHOUT ROWID;

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
)sql";

constexpr char kTrendsAndShocks[] = R"sql(
ALTER TABLE scenario_assumptions ADD COLUMN prior_growth_percent TEXT;
ALTER TABLE scenario_assumptions ADD COLUMN prior_strength TEXT;
ALTER TABLE scenario_assumptions ADD COLUMN size_percent TEXT;
ALTER TABLE scenario_assumptions ADD COLUMN shock_kind TEXT;
ALTER TABLE scenario_assumptions ADD COLUMN persistence TEXT;
ALTER TABLE scenario_assumptions ADD COLUMN catch_up_share TEXT;
ALTER TABLE scenario_assumptions ADD COLUMN catch_up_years INTEGER;

DROP VIEW current_assumption;
CREATE VIEW current_assumption AS
SELECT s.id AS scenario, a.* FROM current_scenario AS s
JOIN scenario_assumptions AS a ON a.revision = s.revision AND a.position = s.position;
)sql";

constexpr Migration kMigrations[] = {
    {1, "first schema", kFirstSchema},
    {2, "sections of documents, formulas of derived figures", kSectionsAndDerivations},
    {3, "boundary changes of areas, release rules of indicators", kBoundaryChangesAndReleases},
    {4, "trend and shock rules of scenarios", kTrendsAndShocks},
};

}  // namespace

absl::Span<const Migration> Migrations() { return kMigrations; }

}  // namespace indicast::store
