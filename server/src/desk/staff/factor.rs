//! The second factor: time-based codes (TOTP, RFC 6238) of an app on the telephone, and recovery codes for when it is lost.
//! Its secret and the recovery codes are made from the key, the account and a generation, and are stored nowhere; what is
//! stored is which codes have been used.

use crate::{
    desk::Desks,
    store::entity::{recovery_use, staff},
};
use app::{
    desk::staff::{Factor, Picture},
    domain::{code::as_meant, ids::StaffId, time::Instant},
};
use qrcode::{Color, QrCode};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, sea_query::Expr,
};
use std::fmt::Write;
use totp_rs::{Builder, Totp};

/// As the app on the telephone shows it.
const ISSUER: &str = "Madoguchi";
/// Recovery codes of one generation.
pub const RECOVERY_CODES: u8 = 10;
/// The light border that a reader needs, in modules.
const QUIET_ZONE: usize = 4;

/// What opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Opened {
    ByCode,
    ByRecovery,
}

/// What to set up, for the account's present generation.
pub fn offered(desks: &Desks, account: &staff::Model) -> Result<Factor, DbErr> {
    let broken = |what: &str| DbErr::Custom(format!("the second factor's {what}"));
    let totp = totp(desks, account)?;
    let uri = totp.to_url().map_err(|_| broken("address"))?;
    let secret = totp.secret().to_base32();
    let grouped: Vec<&str> = secret.as_bytes().chunks(4).filter_map(|group| std::str::from_utf8(group).ok()).collect();
    let code = QrCode::new(&uri).map_err(|_| broken("picture"))?;
    let recovery = (0..RECOVERY_CODES).map(|number| recovery_code(desks, account, number)).collect();
    Ok(Factor { secret: grouped.join(" "), picture: picture(&code), uri, recovery })
}

/// Each row of dark modules as runs, so that the path is short.
fn picture(code: &QrCode) -> Picture {
    let width = code.width();
    let mut path = String::new();
    for y in 0..width {
        let mut x = 0;
        while x < width {
            let run = (x..width).take_while(|x| code[(*x, y)] == Color::Dark).count();
            if run > 0 {
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET_ZONE, y + QUIET_ZONE);
            }
            x += run.max(1);
        }
    }
    Picture { side: u32::try_from(width + 2 * QUIET_ZONE).unwrap_or_default(), path }
}

fn totp(desks: &Desks, account: &staff::Model) -> Result<Totp, DbErr> {
    let secret = desks.key.factor(StaffId(account.id), account.factor_generation);
    Builder::new()
        .with_secret(secret)
        .with_issuer(Some(ISSUER))
        .with_account_name(account.login.as_str())
        .build()
        .map_err(|_| DbErr::Custom("the second factor's secret".to_owned()))
}

fn recovery_code(desks: &Desks, account: &staff::Model, number: u8) -> String {
    desks.key.recovery(StaffId(account.id), account.factor_generation, number)
}

/// Takes the code: of the app for the moment (one step of thirty seconds to either side), or a recovery code. Each opens
/// once, also where two are sent at the same time.
pub async fn take(
    desks: &Desks,
    tx: &DatabaseTransaction,
    account: &staff::Model,
    code: &str,
    now: Instant,
) -> Result<Option<Opened>, DbErr> {
    let typed = as_meant(code);
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    if let Some(step) = totp(desks, account)?.check(&typed, seconds) {
        let step = i64::try_from(step).unwrap_or_default();
        let used = staff::Entity::update_many()
            .col_expr(staff::Column::FactorStep, Expr::value(step))
            .filter(staff::Column::Id.eq(account.id))
            .filter(staff::Column::FactorStep.lt(step))
            .exec(tx)
            .await?;
        return Ok((used.rows_affected == 1).then_some(Opened::ByCode));
    }
    let found = (0..RECOVERY_CODES).find(|number| as_meant(&recovery_code(desks, account, *number)) == typed);
    let (Some(number), Some(_)) = (found, account.factor_at) else { return Ok(None) };
    let used = recovery_use::Model {
        staff_id: account.id,
        generation: account.factor_generation,
        number: number.into(),
        at: now.timestamp_millis(),
    };
    let inserted = recovery_use::Entity::insert(used.into_active_model().reset_all())
        .on_conflict_do_nothing()
        .exec_without_returning(tx)
        .await?;
    Ok(matches!(inserted, sea_orm::TryInsertResult::Inserted(1..)).then_some(Opened::ByRecovery))
}

/// Recovery codes of this generation that have not been used.
pub async fn recovery_left<C: ConnectionTrait>(db: &C, account: &staff::Model) -> Result<u8, DbErr> {
    let used = recovery_use::Entity::find()
        .filter(recovery_use::Column::StaffId.eq(account.id))
        .filter(recovery_use::Column::Generation.eq(account.factor_generation))
        .count(db)
        .await?;
    Ok(RECOVERY_CODES.saturating_sub(u8::try_from(used).unwrap_or(u8::MAX)))
}
