//! A booking while the telephone is at the ear (Art. 6(2)): five items in the order in which they are asked, the free times
//! beside them, one press. What was typed is personal and stands in no address: where it has to be mended it comes back by
//! a cookie of some minutes.

use crate::{
    desk::{
        Answer,
        phone::{AtOnce, FreeTimes},
        standing::PersonStanding,
    },
    domain::{
        attendee::{self, most},
        details::Problem,
        intake::{Intake, Item},
        kind::Kind,
        role::Task,
        slot::Span,
        time::date_jst,
    },
    i18n::*,
    locale::{code, use_lang},
    staff::{
        employer::{self, EmployerFields},
        frame::{Frame, Framed, Section, sheet},
        free_times::{self, Times},
        keys::focus_if_lost,
        outcome::{Heard, heard},
        standing::person::OfPerson,
        words,
    },
    ui::{
        choices::Tick,
        error_summary::{self, ErrorSummary},
        field::Field,
        select::Select,
    },
};
use chrono::NaiveDate;
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct IntakePage {
    times: FreeTimes,
    typed: Intake,
    wrong: Vec<(Item, Problem)>,
    /// Of the 求職番号 that was typed.
    standing: PersonStanding,
    from: Option<NaiveDate>,
    /// The person has as many bookings as they may have at once.
    over: Option<AtOnce>,
}

/// `typed`: the form came back, `tried`: with something to mend, `late`: above all the reason to take it past its deadline. `time`
/// is the one to begin with.
#[server]
pub async fn load_intake(
    lang: String,
    from: Option<String>,
    typed: bool,
    tried: bool,
    late: Option<String>,
    time: Option<String>,
) -> Answer<Framed<IntakePage>> {
    use crate::request;
    use crate::{
        desk::phone::TimesAsked,
        domain::{intake, seeker_number::SeekerNumber},
    };
    let actor = request::staff_or_sign_in(&lang).await?;
    let from = from.and_then(|from| from.parse().ok());
    let times = request::desk()?.phone.free_times(&actor, TimesAsked { from, booking: None }).await?;
    let began_with = || Intake { time: time.unwrap_or_default(), ..Intake::default() };
    let typed = if typed { request::kept(request::Form::Intake)?.unwrap_or_default() } else { began_with() };
    let mut wrong =
        if tried { intake::check(&typed, date_jst(times.now)).err().unwrap_or_default() } else { Vec::new() };
    let numbers = typed.number.parse::<SeekerNumber>().map(|number| number.to_string()).into_iter().collect();
    let standing = request::desk()?.standing.standing_of(&actor, numbers).await?.pop().unwrap_or_default();
    // Only where a press has just come back: whoever types a number looks at nobody's bookings yet.
    let over = if tried && wrong.is_empty() { request::desk()?.phone.at_once(&actor, &typed).await? } else { None };
    let over = over.filter(|counted| counted.is_full());
    if late.is_some() && times.may_override && typed.late_reason.trim().is_empty() {
        wrong.push((Item::Late, Problem::Empty));
    }
    request::framed(&actor, &lang, IntakePage { times, typed, wrong, standing, from, over }).await
}

/// `look` is there where other days are asked for, from the day in `from` on: nothing is booked then.
#[server]
pub async fn take_booking(lang: String, intake: Intake, from: Option<String>, look: Option<String>) -> Answer<()> {
    use crate::{desk::error::DeskError, request, staff::place::Place};
    let from = from.and_then(|from| from.parse::<NaiveDate>().ok());
    let back = match from {
        Some(from) => format!("{}?typed=yes&from={from}", Section::Intake.path()),
        None => format!("{}?typed=yes", Section::Intake.path()),
    };
    request::keep(request::Form::Intake, &intake)?;
    let actor = match request::staff().await {
        // What was typed waits in its cookie, and the way leads back to it.
        Err(DeskError::SignInFirst) => return request::sign_in_and_back(&lang, &back),
        session => session?,
    };
    let may_override = actor.may(Task::Override).is_ok();
    let no_reason = may_override && intake.late_reason.trim().is_empty();
    if look.is_some() {
        return request::back_to_page(&lang, &back, Ok(()), "");
    }
    let span = intake.time.split_once(' ').and_then(|(_, span)| span.parse::<Span>().ok());
    match request::desk()?.phone.take_booking(&actor, intake).await {
        Ok(booking) => {
            request::cookies()?.forget(request::Form::Intake);
            // Of a time that cannot be read nothing is booked.
            let place = span.map(|span| Place::of_booking(booking, span.starts()).to_string()).unwrap_or_default();
            request::back_to_page(&lang, &place, Ok(()), "booked_by_phone")
        }
        Err(DeskError::DeadlinePassed) if no_reason => {
            request::back_to_page(&lang, &format!("{back}&late=yes"), Err(DeskError::Mend), "")
        }
        Err(error) => request::back_to_page(&lang, &back, Err(error), ""),
    }
}

/// The intake with that time chosen, from its day on.
pub fn address(lang: Locale, kind: Kind, span: Span) -> String {
    let mut query = ParamsMap::new();
    query.insert("from", date_jst(span.starts()).to_string());
    query.insert("time", free_times::value(kind, span));
    let query = query.to_query_string();
    format!("/{}/desk{}?{}", code(lang), Section::Intake.path(), query.trim_start_matches('?'))
}

#[component]
pub fn IntakeSheet() -> impl IntoView {
    let lang = use_lang();
    let heard = Heard::provide();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let came = (query.get("typed").is_some(), query.get("problem").is_some());
            (query.get("from"), came, query.get("late"), query.get("time"))
        })
    });
    let page = Resource::new_blocking(
        move || (heard.changes(), asked.get()),
        move |(_, (from, (typed, tried), late, time))| {
            load_intake(code(lang).to_owned(), from, typed, tried, late, time)
        },
    );
    sheet(Section::Intake, page, body)
}

fn body(page: IntakePage, frame: &Frame) -> AnyView {
    let lang = use_lang();
    let action = heard::<TakeBooking>();
    let IntakePage { times, typed, wrong, standing, from, over } = page;
    let refused = standing.refuses();
    let despite = refused && frame.role.may(Task::DecideStanding);
    let mut summary: Vec<_> = wrong
        .into_iter()
        .map(|(item, what)| error_summary::Problem { field: item.id().to_owned(), words: words_of(item, what, lang) })
        .collect();
    if over.is_some() && times.may_override {
        let words = td_string!(lang, absence.intake.manager).to_owned();
        summary.push(error_summary::Problem { field: Item::Over.id().to_owned(), words });
    }
    let said = summary.clone();
    let error = move |item: Item| said.iter().find(|it| it.field == item.id()).map(|it| it.words.clone());
    let late = times.may_override;
    let fresh = summary.is_empty() && typed.number.is_empty();
    Effect::new(move |_| {
        if fresh {
            request_animation_frame(|| focus_if_lost("#number"));
        }
    });
    let over_error = error(Item::Over);
    let interviews = times.kinds.iter().any(|kind| most(kind.kind) > 0) || !typed.employer.is_empty();
    let employer_open = !typed.employer.is_empty();
    let employer_wrong: Vec<_> =
        attendee::Item::ALL.into_iter().filter_map(|item| Some((item, error(Item::Employer(item))?))).collect();
    let languages: Vec<_> = crate::locale::LANGUAGES.iter().map(|(_, code, name)| (*code, *name)).collect();
    view! {
        <ErrorSummary problems=summary />
        <p>{td_string!(lang, phone.intake.lead)}</p>
        {refused
            .then(|| {
                view! {
                    <p class="notice" data-tone="bad">
                        {if despite { td_string!(lang, standing.intake.despite) } else { td_string!(lang, standing.intake.refused) }}
                    </p>
                }
            })}
        <OfPerson standing />
        <div class="intake">
        <ActionForm action=action>
            <input type="hidden" name="lang" value=code(lang) />
            <div class="intake-asked">
                <fieldset class="intake-person">
                    <legend>{td_string!(lang, phone.intake.person)}</legend>
                    <Field
                        label=td_string!(lang, phone.intake.number)
                        name="intake[number]"
                        id="number"
                        help=td_string!(lang, phone.intake.number_help)
                        error=error(Item::Number)
                        value=typed.number
                        autocomplete="off"
                        inputmode="numeric"
                    />
                    <Field
                        label=td_string!(lang, phone.intake.name)
                        name="intake[name]"
                        id="name"
                        error=error(Item::Name)
                        value=typed.name
                        autocomplete="off"
                    />
                    <Field
                        label=td_string!(lang, phone.intake.birth_date)
                        name="intake[birth_date]"
                        id="birth_date"
                        help=td_string!(lang, phone.intake.birth_help)
                        error=error(Item::BirthDate)
                        value=typed.birth_date
                        autocomplete="off"
                    />
                    <Field
                        label=td_string!(lang, phone.intake.phone)
                        name="intake[phone]"
                        id="phone"
                        kind="tel"
                        error=error(Item::Phone)
                        value=typed.phone
                        autocomplete="off"
                        inputmode="tel"
                    />
                    <Field
                        label=td_string!(lang, phone.intake.mail)
                        name="intake[mail]"
                        id="mail"
                        help=td_string!(lang, phone.intake.mail_help)
                        error=error(Item::Mail)
                        value=typed.mail
                        autocomplete="off"
                        inputmode="email"
                    />
                </fieldset>
                <Times
                    times=times
                    name="intake[time]"
                    legend=td_string!(lang, phone.intake.times)
                    chosen=typed.time
                    kind=typed.kind
                    kind_name="intake[kind]"
                    error=error(Item::Time)
                />
                <div class="intake-rest">
                    <Tick name="intake[told]" id="told" checked=typed.told>
                        {td_string!(lang, phone.intake.told)}
                    </Tick>
                    <Reason item=Item::Told typed=typed.told_reason error=error(Item::Told) />
                    {late.then(|| view! { <Reason item=Item::Late typed=typed.late_reason error=error(Item::Late) /> })}
                    {despite
                        .then(|| view! { <Reason item=Item::Refused typed=typed.refused_reason error=error(Item::Refused) /> })}
                    {over.map(|counted| view! {
                            <Over
                                says=td_string!(lang, absence.intake.over, count = counted.live, most = counted.most).to_string()
                                may=late
                                name="intake[over_reason]"
                                reason=typed.over_reason
                                error=over_error
                            />
                        })}
                    {interviews
                        .then(|| {
                            view! {
                                <details open=employer_open>
                                    <summary>{td_string!(lang, attendee.form.intake)}</summary>
                                    <p class="hint">{td_string!(lang, attendee.form.intake_help)}</p>
                                    <EmployerFields typed=typed.employer prefix="intake[employer]" wrong=employer_wrong optional=true />
                                </details>
                            }
                        })}
                    <Select
                        label=td_string!(lang, phone.intake.lang)
                        name="intake[lang]"
                        id="lang"
                        options=languages
                        value=if typed.lang.is_empty() { "ja".to_owned() } else { typed.lang }
                    />
                </div>
            </div>
            <div class="stay">
                <button class="button">{td_string!(lang, phone.intake.submit)}</button>
            </div>
            // After the button that books, so that Enter in a field books.
            <fieldset class="filter intake-look">
                <legend>{td_string!(lang, phone.intake.other)}</legend>
                <Field
                    label=td_string!(lang, phone.intake.from)
                    name="from"
                    kind="date"
                    value=from.map(|from| from.to_string()).unwrap_or_default()
                    optional=true
                />
                <button class="button-secondary" name="look" value="yes">{td_string!(lang, phone.intake.look)}</button>
            </fieldset>
        </ActionForm>
        </div>
    }
    .into_any()
}

/// Why something is done that is not usual. Which of them is needed is known when the booking is made.
#[component]
fn Reason(item: Item, typed: String, error: Option<String>) -> impl IntoView {
    let lang = use_lang();
    // Whoever is asked for it may not leave it out.
    let optional = error.is_none();
    view! {
        <Field
            label=label(item, lang)
            name=format!("intake[{}]", item.id())
            id=item.id()
            error=error
            value=typed
            autocomplete="off"
            optional
        />
    }
    .into_any()
}

/// How many bookings the person has, and the reason with which a manager goes over what the office allows.
#[component]
pub fn Over(
    says: String,
    may: bool,
    /// The form's name for the reason.
    name: &'static str,
    reason: String,
    error: Option<String>,
) -> impl IntoView {
    let lang = use_lang();
    let what = if may { td_string!(lang, absence.intake.manager) } else { td_string!(lang, absence.intake.ask) };
    view! {
        <div class="notice" data-tone="wait">
            <p>{says} " " {what}</p>
        </div>
        {may
            .then(|| {
                view! {
                    <Field
                        label=td_string!(lang, absence.intake.reason)
                        name=name
                        id=Item::Over.id()
                        error=error
                        value=reason
                        autocomplete="off"
                    />
                }
            })}
    }
    .into_any()
}

pub fn label(item: Item, lang: Locale) -> &'static str {
    match item {
        Item::Number => td_string!(lang, phone.intake.number),
        Item::Name => td_string!(lang, phone.intake.name),
        Item::BirthDate => td_string!(lang, phone.intake.birth_date),
        Item::Phone => td_string!(lang, phone.intake.phone),
        Item::Mail => td_string!(lang, phone.intake.mail),
        Item::Time => td_string!(lang, phone.intake.times),
        Item::Told => td_string!(lang, phone.intake.told_reason),
        Item::Late => td_string!(lang, phone.intake.late_reason),
        Item::Refused => td_string!(lang, standing.intake.reason),
        Item::Over => td_string!(lang, absence.intake.reason),
        Item::Employer(item) => employer::label(item, lang),
        Item::WrongKind => td_string!(lang, attendee.form.wrong_kind),
    }
}

fn words_of(item: Item, problem: Problem, lang: Locale) -> String {
    let name = label(item, lang);
    match (item, problem) {
        (Item::WrongKind, _) => name.to_owned(),
        (Item::Time, _) => td_string!(lang, phone.problem.time).to_owned(),
        (Item::Mail, Problem::Empty) => td_string!(lang, phone.problem.mail).to_owned(),
        (_, problem) => words::problem(problem, name, lang),
    }
}
