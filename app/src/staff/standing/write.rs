//! The form in which a decision is written, and the one that wants nothing but a reason.

use super::WriteDecision;
use crate::{
    desk::{
        Answer,
        error::DeskError,
        standing::{About, DecisionAsk, StandingRoom},
    },
    domain::standing::{Ground, LONGEST_MESSAGE, LONGEST_REASON, StandingError, problems},
    i18n::*,
    locale::{code, named, use_lang},
    staff::{outcome::heard, typed::date},
    ui::{field::Field, text_area::TextArea},
};
use chrono::{Days, Months, NaiveDate};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A decision as typed, right or wrong.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DecisionForm {
    pub booking: String,
    pub ground: String,
    pub reason: String,
    pub message: String,
    pub from: String,
    pub until: String,
}

impl std::fmt::Debug for DecisionForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DecisionForm(…)")
    }
}

impl DecisionForm {
    /// # Errors
    /// `NotFound` (of no booking), `Mend` (no ground, a day that is none).
    #[cfg_attr(not(feature = "ssr"), expect(dead_code, reason = "server functions alone use it"))]
    pub fn read(&self) -> Answer<DecisionAsk> {
        Ok(DecisionAsk {
            booking: self.booking.parse().map_err(|_| DeskError::NotFound)?,
            ground: Ground::of_word(&self.ground).ok_or(DeskError::Mend)?,
            reason: self.reason.clone(),
            message: self.message.clone(),
            from: date(&self.from).map_err(|_| DeskError::Mend)?,
            until: date(&self.until).map_err(|_| DeskError::Mend)?,
        })
    }

    /// What is to mend, by field.
    fn wrong(&self, today: NaiveDate, lang: Locale) -> Vec<(&'static str, String)> {
        let (from, until) = (date(&self.from), date(&self.until));
        let mut wrong: Vec<_> = [("from", &from), ("until", &until)]
            .into_iter()
            .filter_map(|(field, read)| read.as_ref().err().map(|wrong| (field, wrong.words(lang))))
            .collect();
        // A day that cannot be read breaks no other rule.
        let days = (from.unwrap_or(today), until.unwrap_or(from.unwrap_or(today)));
        wrong
            .extend(problems(&self.reason, &self.message, today, days).into_iter().filter_map(|it| in_words(it, lang)));
        wrong
    }
}

fn in_words(problem: StandingError, lang: Locale) -> Option<(&'static str, String)> {
    Some(match problem {
        StandingError::NoReason => ("reason", td_string!(lang, standing.wrong.no_reason).to_owned()),
        StandingError::ReasonTooLong => ("reason", td_string!(lang, standing.wrong.too_long, most = LONGEST_REASON)),
        StandingError::NoMessage => ("message", td_string!(lang, standing.wrong.no_message).to_owned()),
        StandingError::MessageTooLong => ("message", td_string!(lang, standing.wrong.too_long, most = LONGEST_MESSAGE)),
        StandingError::Backdated => ("from", td_string!(lang, standing.wrong.backdated).to_owned()),
        StandingError::UntilBeforeFrom => ("until", td_string!(lang, standing.wrong.until).to_owned()),
        StandingError::LongerThanAYear => ("until", td_string!(lang, standing.wrong.year).to_owned()),
        _ => return None,
    })
}

/// A reason as typed, and what it is about.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WhyForm {
    pub about: String,
    pub why: String,
}

/// What the seeker reads, in the language of their letters: why, and whom to call. The days stand beside it in the letter.
fn prefilled(about: &About, ground: Ground, count: usize, room: &StandingRoom) -> String {
    let theirs = named(&about.lang).unwrap_or(Locale::ja);
    let of = |lang: &str| room.offices.iter().find(|office| office.lang == lang).map(|office| office.name.clone());
    let office = of(code(theirs)).or_else(|| of("ja")).unwrap_or_default();
    let phone = room.phone.clone();
    match ground {
        Ground::Silence => td_string!(theirs, standing.prefill.silence, count, office, phone),
        Ground::Conduct => td_string!(theirs, standing.prefill.conduct, office, phone),
    }
}

/// Three months, from today on.
fn fresh(about: &About, ground: Ground, count: usize, room: &StandingRoom) -> DecisionForm {
    let until = room.today.checked_add_months(Months::new(3)).and_then(|end| end.checked_sub_days(Days::new(1)));
    DecisionForm {
        booking: about.booking.to_string(),
        ground: ground.word().to_owned(),
        reason: String::new(),
        message: prefilled(about, ground, count, room),
        from: room.today.to_string(),
        until: until.unwrap_or(room.today).to_string(),
    }
}

#[component]
pub fn WriteFields(
    about: About,
    ground: Ground,
    /// Silences that it answers.
    count: usize,
    room: StandingRoom,
    /// It came back.
    typed: Option<DecisionForm>,
) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<WriteDecision>();
    let booking = about.booking.to_string();
    let typed = typed.filter(|form| form.booking == booking && form.ground == ground.word());
    let wrong = typed.as_ref().map(|form| form.wrong(room.today, lang)).unwrap_or_default();
    let error = move |field: &str| wrong.iter().find(|(known, _)| *known == field).map(|(_, words)| words.clone());
    let form = typed.unwrap_or_else(|| fresh(&about, ground, count, &room));
    let [reason, from, until, message] =
        ["reason", "from", "until", "message"].map(|field| format!("{field}-{}-{booking}", ground.word()));
    let clause = ground.clause().to_string();
    let unreachable = about.mail.is_empty();
    let theirs = code(named(&about.lang).unwrap_or(Locale::ja));
    view! {
        <ActionForm action=action>
            <input type="hidden" name="lang" value=code(lang) />
            <input type="hidden" name="decision[booking]" value=booking.clone() />
            <input type="hidden" name="decision[ground]" value=ground.word() />
            <p>{td_string!(lang, standing.write.ground, clause, ground = ground_words(ground, lang))}</p>
            <TextArea
                label=td_string!(lang, standing.write.reason)
                name="decision[reason]"
                id=reason
                most=LONGEST_REASON
                help=td_string!(lang, standing.write.reason_help)
                error=error("reason")
                value=form.reason
            />
            <Field
                label=td_string!(lang, standing.write.from)
                name="decision[from]"
                id=from
                kind="date"
                error=error("from")
                value=form.from
            />
            <Field
                label=td_string!(lang, standing.write.until)
                name="decision[until]"
                id=until
                kind="date"
                help=td_string!(lang, standing.write.until_help)
                error=error("until")
                value=form.until
            />
            <TextArea
                label=td_string!(lang, standing.write.message)
                name="decision[message]"
                id=message
                most=LONGEST_MESSAGE
                help=td_string!(lang, standing.write.message_help)
                error=error("message")
                value=form.message
                lang=theirs
            />
            {unreachable.then(|| view! { <p class="notice">{td_string!(lang, standing.write.no_mail)}</p> })}
            <button class="button">{td_string!(lang, standing.write.submit)}</button>
        </ActionForm>
    }
    .into_any()
}

pub fn ground_words(ground: Ground, lang: Locale) -> &'static str {
    match ground {
        Ground::Silence => td_string!(lang, standing.ground.silence),
        Ground::Conduct => td_string!(lang, standing.ground.conduct),
    }
}

impl WhyForm {
    /// Whether it came back to the form about this.
    pub fn is_about(typed: Option<&WhyForm>, about: &str) -> bool {
        typed.is_some_and(|form| form.about == about)
    }
}

/// What stands in a form that wants nothing but a reason.
#[component]
pub fn WhyFields(
    /// The id of what it is about.
    about: String,
    submit: &'static str,
    typed: Option<WhyForm>,
) -> impl IntoView {
    let lang = use_lang();
    let typed = typed.filter(|form| form.about == about);
    let came_back = typed.is_some();
    let value = typed.map(|form| form.why).unwrap_or_default();
    let long = value.trim().chars().count() > LONGEST_REASON;
    let error = match (came_back, value.trim().is_empty()) {
        (true, true) => Some(td_string!(lang, standing.wrong.no_reason).to_owned()),
        (true, false) if long => Some(td_string!(lang, standing.wrong.too_long, most = LONGEST_REASON)),
        _ => None,
    };
    view! {
        <input type="hidden" name="lang" value=code(lang) />
        <input type="hidden" name="about" value=about.clone() />
        <Field
            label=td_string!(lang, standing.why)
            name="why"
            id=format!("why-{about}")
            error=error
            value=value
            autocomplete="off"
        />
        <button class="button-secondary">{submit}</button>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> DecisionForm {
        DecisionForm {
            booking: uuid::Uuid::nil().to_string(),
            ground: "silence".to_owned(),
            reason: "3回続いた".to_owned(),
            message: "0250-00-0123 へ".to_owned(),
            from: "2026-12-01".to_owned(),
            until: "2027-02-28".to_owned(),
        }
    }

    #[test]
    fn a_decision_as_typed() {
        let today = "2026-12-01".parse().expect("a date");
        assert!(typed().read().is_ok());
        assert_eq!(typed().wrong(today, Locale::ja), []);
        let wrong = DecisionForm { reason: " ".to_owned(), from: "soon".to_owned(), ..typed() };
        assert_eq!(wrong.read(), Err(DeskError::Mend));
        let fields: Vec<_> = wrong.wrong(today, Locale::ja).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["from", "reason"]);
        assert_eq!(DecisionForm { booking: String::new(), ..typed() }.read(), Err(DeskError::NotFound));
    }
}
