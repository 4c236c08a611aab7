//! Handing the file of an export to somebody without an account: a link that ends, and the checksum to compare the file with (S1.15).

use domain::{
    api::{ExportLink, MadeExportLink, MakeExportLink, paths},
    id::{AccountId, ExportId},
    moment::Moment,
    rights::{Act, Grants, Who},
};

use super::{
    App, AppError,
    asker::{Actor, Asker},
    deciders,
    exports::{self, ExportFile},
    open_session::hash,
};
use crate::store::{Conn, account, export, export_link, grant, within::Within};

const HOUR: i64 = 3_600_000;

impl App {
    /// Makes a link to an export's file. The file counts as handed over from now on: whoever follows the link, a person or a program that looks at
    /// letters before they are read, changes nothing any more.
    pub(crate) async fn make_export_link(
        &self,
        asker: &Asker,
        id: ExportId,
        make: MakeExportLink,
        now: Moment,
    ) -> Result<MadeExportLink, AppError> {
        if !(1..=168).contains(&make.hours) {
            return Err(AppError::BadRequest("`hours` is 1 to 168, a week".to_owned()));
        }
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let token = hex::encode(crate::clock::random::<32>()?);
        let (token_hash, asker) = (hash(&token), asker.clone());
        let ends_at = now.plus(HOUR.saturating_mul(i64::from(make.hours)));
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    exports::give(conn, &catalogue, &asker, id, now).await?;
                    export_link::put(conn, id, &token_hash, (asker.who.account, &asker.name), (now, ends_at)).await?;
                    let mut row = asker.actor().audit(now, "export.link");
                    row.detail = serde_json::json!({ "export": id, "hours": make.hours });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        Ok(MadeExportLink { path: paths::LINKED_FILE.replace("{token}", &token), ends_at })
    }

    /// The links to an export's file that have not ended.
    pub(crate) async fn export_links(
        &self,
        asker: &Asker,
        id: ExportId,
        now: Moment,
    ) -> Result<Vec<ExportLink>, AppError> {
        let mut conn = self.store().read().await?;
        let within = asker.within(&mut conn, Act::DownloadExport).await?;
        export::by_id(&mut conn, id, &within).await?.ok_or(AppError::NotFound)?;
        Ok(export_link::of_export(&mut conn, id, now).await?)
    }

    /// Ends all of them at once.
    pub(crate) async fn end_export_links(&self, asker: &Asker, id: ExportId, now: Moment) -> Result<(), AppError> {
        let asker = asker.clone();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let within = asker.within(conn, Act::DownloadExport).await?;
                    export::by_id(conn, id, &within).await?.ok_or(AppError::NotFound)?;
                    let ended = export_link::end(conn, id, now).await?;
                    if ended > 0 {
                        let mut row = asker.actor().audit(now, "export.end_links");
                        row.detail = serde_json::json!({ "export": id, "links": ended });
                        conn.audit(row);
                    }
                    Ok(())
                })
            })
            .await
    }

    /// The file that a link leads to, for as long as whoever made it may download it; what has ended and what never was get the same answer. It is
    /// on record by whose link it was.
    pub(crate) async fn linked_file(&self, token: &str, now: Moment) -> Result<ExportFile, AppError> {
        let token_hash = hash(token);
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let followed = export_link::follow(conn, &token_hash, now).await?;
                    let (id, account, made_by) = followed.ok_or(AppError::NotFound)?;
                    let reach = maker(conn, account).await?.reach(Act::DownloadExport);
                    let within = Within::of(conn, &reach).await?;
                    export::by_id(conn, id, &within).await?.ok_or(AppError::NotFound)?;
                    let file = exports::file_of(conn, id).await?;
                    let mut row = Actor::default().audit(now, "export.download_by_link");
                    row.detail = serde_json::json!({ "export": id, "link_of": made_by, "sha256": file.0.sha256 });
                    conn.audit(row);
                    Ok(file)
                })
            })
            .await
    }

    /// The checksum of an export's file as `sha256sum --check` reads it (a line of the digest, two blanks and the name). Until the file is handed over
    /// it can still become another one.
    pub(crate) async fn export_checksum(&self, asker: &Asker, id: ExportId) -> Result<String, AppError> {
        let mut conn = self.store().read().await?;
        let within = asker.within(&mut conn, Act::DownloadExport).await?;
        let known = export::by_id(&mut conn, id, &within).await?.ok_or(AppError::NotFound)?;
        if known.downloaded_at.is_none() {
            return Err(AppError::Conflict("the file was not downloaded yet; download it first".to_owned()));
        }
        Ok(format!("{}  {}\n", known.sha256, known.file_name))
    }
}

/// Whoever made a link, with the roles that they have now; none where they may not sign in any more.
async fn maker(conn: &mut Conn, id: AccountId) -> Result<Who, AppError> {
    let nobody = Who { account: id, person: None, grants: Grants::new() };
    let Some(account) = account::by_id(conn, id).await? else { return Ok(nobody) };
    match account.person {
        // A local administrator.
        None => Ok(Who { grants: grant::of_account(conn, id).await?, ..nobody }),
        Some(_) => {
            Ok(deciders::administrators(conn).await?.into_iter().find(|one| one.account == id).unwrap_or(nobody))
        }
    }
}
