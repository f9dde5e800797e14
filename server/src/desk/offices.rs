//! What anyone may see of the offices.

use crate::clock::from_millis;
use crate::{
    desk::{Desks, failure::Failure},
    store::{office, terms},
};
use app::{
    desk::{
        Lang,
        error::DeskError,
        office::{OfficeDoor, OfficeView, TermsView},
    },
    locale,
};

pub async fn doors(desks: &Desks, lang: Lang) -> Result<Vec<OfficeDoor>, Failure> {
    let db = desks.db.read();
    let offices = office::all(db).await?;
    let ids: Vec<_> = offices.iter().map(|office| office.id).collect();
    let texts = office::texts(db, &ids, lang).await?;
    let door = |office: crate::store::entity::office::Model| {
        let (text, _) = office::chosen(&texts, office.id, lang)?;
        Ok(OfficeDoor {
            slug: office.slug,
            name: text.name.clone(),
            place: text.place.clone(),
            phone: office.phone,
            hours: text.hours.clone(),
        })
    };
    offices.into_iter().map(door).collect()
}

pub async fn office(desks: &Desks, slug: &str, lang: Lang) -> Result<OfficeView, Failure> {
    let id = desks.live.of_slug(slug).await?.id;
    let facts = desks.live.facts(id).await?;
    let (text, fallback) = office::chosen(&facts.texts, id.0, lang)?;
    Ok(OfficeView {
        slug: facts.office.slug.clone(),
        name: text.name.clone(),
        address: text.address.clone(),
        phone: facts.office.phone.clone(),
        hours: text.hours.clone(),
        kinds: facts.kinds.clone(),
        fallback,
        mail_domain: desks.mail_domain.to_string(),
    })
}

pub async fn terms(desks: &Desks, slug: &str, version: Option<&str>, lang: Lang) -> Result<TermsView, Failure> {
    let db = desks.db.read();
    let now = desks.clock.now();
    let id = desks.live.of_slug(slug).await?.id.0;
    let found = match version {
        Some(digits) => terms::version(db, id, digits).await?,
        None => terms::in_force(db, id, now).await?,
    };
    let found = found.ok_or(DeskError::NotFound)?;
    let text = terms::text(db, found.id, locale::code(lang)).await?;
    Ok(TermsView {
        hash: found.hash,
        in_force_from: from_millis(found.in_force_from),
        text: text.source,
        lang: text.lang,
    })
}
