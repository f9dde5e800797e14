//! What the office writes, for whoever answers for it: every letter about a consultation that there is not.

use crate::{
    desk::{
        Desks,
        failure::{Failure, retried},
    },
    mail::{
        calendar::Method,
        letter::{
            Office, Written,
            sample::{Ground, Sample},
        },
    },
    store::office,
};
use app::{
    desk::{
        Answer, Lang,
        error::DeskError,
        letters::{Entry, LetterDesk, LetterIn, LetterNames},
        staff::Actor,
    },
    domain::role::Task,
    locale,
};

#[async_trait::async_trait]
impl LetterDesk for Desks {
    async fn letters(&self, actor: &Actor) -> Answer<LetterNames> {
        actor.may(Task::SeeLetters)?;
        let (employer, seeker): (Vec<_>, Vec<_>) =
            Sample::all().into_iter().partition(|sample| sample.is_for_employer());
        let words = |samples: Vec<Sample>| samples.into_iter().map(|sample| sample.word().to_owned()).collect();
        Ok(LetterNames { seeker: words(seeker), employer: words(employer) })
    }

    async fn letter(&self, actor: &Actor, word: &str) -> Answer<Vec<LetterIn>> {
        actor.may(Task::SeeLetters)?;
        let mut shown = Vec::new();
        for (lang, code, _) in locale::LANGUAGES {
            let written = retried(|| write(self, actor, word, lang)).await?;
            shown.push(LetterIn {
                lang: code.to_owned(),
                subject: written.subject,
                sender: written.sender,
                text: written.text.replace("\r\n", "\n"),
                entry: match written.calendar {
                    Some((_, Method::Cancel)) => Entry::Cancelled,
                    Some(_) => Entry::Sent,
                    None => Entry::None,
                },
            });
        }
        Ok(shown)
    }

    async fn letter_html(&self, actor: &Actor, word: &str, lang: Lang) -> Answer<String> {
        actor.may(Task::SeeLetters)?;
        Ok(retried(|| write(self, actor, word, lang)).await?.html)
    }
}

async fn write(desks: &Desks, actor: &Actor, word: &str, lang: Lang) -> Result<Written, Failure> {
    let sample = Sample::of_word(word).ok_or(DeskError::NotFound)?;
    let days = office::days(desks.db.read(), actor.office).await?;
    let facts = desks.live.facts(actor.office).await?;
    let (text, _) = office::chosen(&facts.texts, actor.office.0, lang)?;
    let office =
        Office { name: text.name.clone(), place: None, phone: facts.office.phone.clone(), hours: text.hours.clone() };
    let ground = Ground { office, days: &days, domain: &desks.mail_domain, now: desks.clock.now() };
    Ok(sample.written(lang, &ground).ok_or(DeskError::NotFound)?)
}
