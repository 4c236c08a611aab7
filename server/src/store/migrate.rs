//! Brings the schema up to date: one list of steps for both engines, in which two words stand for the types that differ.

use std::borrow::Cow;

use futures_util::future::BoxFuture;
use sqlx::{
    AssertSqlSafe, PgPool, SqlSafeStr, SqlitePool,
    error::BoxDynError,
    migrate::{Migration, MigrationSource, MigrationType, Migrator},
};

use super::StoreError;

/// Every released step. A released step is never edited; new ones go to the end.
const STEPS: &[(i64, &str, &str)] = &[
    (1, "core", include_str!("../../../migrations/0001_core.sql")),
    (2, "incremental", include_str!("../../../migrations/0002_incremental.sql")),
    (3, "source settings", include_str!("../../../migrations/0003_source_settings.sql")),
    (4, "identity", include_str!("../../../migrations/0004_identity.sql")),
    (5, "sources", include_str!("../../../migrations/0005_sources.sql")),
    (6, "source order", include_str!("../../../migrations/0006_source_order.sql")),
    (7, "living changes", include_str!("../../../migrations/0007_living_changes.sql")),
    (8, "read at", include_str!("../../../migrations/0008_read_at.sql")),
    (9, "leaving", include_str!("../../../migrations/0009_leaving.sql")),
    (10, "known by", include_str!("../../../migrations/0010_known_by.sql")),
    (11, "pane", include_str!("../../../migrations/0011_pane.sql")),
    (12, "notices", include_str!("../../../migrations/0012_notices.sql")),
    (13, "identities", include_str!("../../../migrations/0013_identities.sql")),
    (14, "providers", include_str!("../../../migrations/0014_providers.sql")),
    (15, "installation", include_str!("../../../migrations/0015_installation.sql")),
    (16, "drafts", include_str!("../../../migrations/0016_drafts.sql")),
    (17, "policy rules", include_str!("../../../migrations/0017_policy_rules.sql")),
    (18, "imports", include_str!("../../../migrations/0018_imports.sql")),
    (19, "approval levels", include_str!("../../../migrations/0019_approval_levels.sql")),
    (20, "catalogue", include_str!("../../../migrations/0020_catalogue.sql")),
    (21, "scopes", include_str!("../../../migrations/0021_scopes.sql")),
    (22, "suggestions", include_str!("../../../migrations/0022_suggestions.sql")),
    (23, "news", include_str!("../../../migrations/0023_news.sql")),
    (24, "references", include_str!("../../../migrations/0024_references.sql")),
    (25, "export formats", include_str!("../../../migrations/0025_export_formats.sql")),
    (26, "received", include_str!("../../../migrations/0026_received.sql")),
    (27, "when nothing was due", include_str!("../../../migrations/0027_looked_at.sql")),
    (28, "write back", include_str!("../../../migrations/0028_write_back.sql")),
    (29, "export links", include_str!("../../../migrations/0029_export_links.sql")),
    (30, "templates", include_str!("../../../migrations/0030_templates.sql")),
    (31, "closed loop", include_str!("../../../migrations/0031_closed_loop.sql")),
    (32, "item open", include_str!("../../../migrations/0032_item_open.sql")),
    (33, "services", include_str!("../../../migrations/0033_services.sql")),
    (34, "template_history", include_str!("../../../migrations/0034_template_history.sql")),
    (35, "reexports", include_str!("../../../migrations/0035_reexports.sql")),
    (36, "agents", include_str!("../../../migrations/0036_agents.sql")),
    (37, "agent work", include_str!("../../../migrations/0037_agent_work.sql")),
    (38, "agent reads", include_str!("../../../migrations/0038_agent_reads.sql")),
    (39, "item open order", include_str!("../../../migrations/0039_item_open_order.sql")),
];

/// The last released step.
pub(super) fn newest() -> i64 {
    STEPS.iter().map(|(version, ..)| *version).max().unwrap_or_default()
}

/// The steps in one engine's words.
#[derive(Debug)]
struct Steps {
    id_key: &'static str,
    bytes: &'static str,
}

impl<'s> MigrationSource<'s> for Steps {
    fn resolve(self) -> BoxFuture<'s, Result<Vec<Migration>, BoxDynError>> {
        let steps = STEPS.iter().map(|(version, name, text)| {
            let sql = text.replace("ID_KEY", self.id_key).replace("BYTES", self.bytes);
            // The text is compiled in; nothing in it comes from outside.
            let sql = AssertSqlSafe(sql).into_sql_str();
            Migration::new(*version, Cow::Borrowed(*name), MigrationType::Simple, sql, false)
        });
        let steps = steps.collect();
        Box::pin(async move { Ok(steps) })
    }
}

/// The head of an empty audit log: the chain starts from 32 zero bytes.
const AUDIT_HEAD: &str = "insert into audit_head (one, sequence, hash) values (1, 0, $1) on conflict (one) do nothing";

pub(super) async fn sqlite(pool: &SqlitePool) -> Result<(), StoreError> {
    let steps = Steps { id_key: "integer primary key autoincrement", bytes: "blob" };
    Migrator::new(steps).await?.run(pool).await?;
    sqlx::query(AUDIT_HEAD).bind(&[0u8; 32][..]).execute(pool).await?;
    Ok(())
}

pub(super) async fn postgres(pool: &PgPool) -> Result<(), StoreError> {
    let steps = Steps { id_key: "bigint generated by default as identity primary key", bytes: "bytea" };
    Migrator::new(steps).await?.run(pool).await?;
    sqlx::query(AUDIT_HEAD).bind(&[0u8; 32][..]).execute(pool).await?;
    Ok(())
}
