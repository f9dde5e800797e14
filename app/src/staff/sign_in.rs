//! Staff sign in by name and password, then take what steps are left: the code of the second factor, a password of one's
//! own, the second factor set up. One address shows the step that comes next.

use crate::{
    desk::{
        Answer,
        error::DeskError,
        staff::{Entry, Step},
    },
    i18n::*,
    locale::{code, use_lang},
    staff::{
        factor::{CodeField, SetUp},
        frame::SignOut,
    },
    ui::{
        field::Field,
        page::{Page, words_of},
    },
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::{hooks::use_query_map, params::ParamsMap};

/// How far this browser's sign-in has come; `None` before the password. Whoever is in is led on.
#[server]
pub async fn load_entry(lang: String, next: Option<String>) -> Answer<Option<Entry>> {
    use crate::{locale, request};
    let Ok(secret) = request::staff_secret() else { return Ok(None) };
    let entry = match request::desk()?.entrance.entry(&secret).await {
        Ok(entry) => entry,
        Err(DeskError::SignInFirst) => return Ok(None),
        Err(error) => return Err(error),
    };
    if let (Step::Open, Some(lang)) = (&entry.step, locale::named(&lang)) {
        request::go(&page(lang, &next.unwrap_or_default()));
    }
    Ok(Some(entry))
}

/// The same words for an unknown name and a wrong password.
#[server(SignInSubmit)]
pub async fn sign_in(lang: String, login: String, password: String, next: Option<String>) -> Answer<()> {
    use crate::request;
    let address = request::cookies()?.address();
    let answer = request::desk()?.entrance.sign_in(&login, &password, address).await;
    request::come_in(&lang, next, answer).await
}

#[server]
pub async fn give_code(lang: String, code: String, next: Option<String>) -> Answer<()> {
    use crate::request;
    let address = request::cookies()?.address();
    let answer = request::desk()?.entrance.give_code(&request::staff_secret()?, &code, address).await;
    request::come_in(&lang, next, answer).await
}

#[server]
pub async fn first_password(lang: String, password: String, next: Option<String>) -> Answer<()> {
    use crate::request;
    let answer = request::desk()?.entrance.first_password(&request::staff_secret()?, &password).await;
    request::come_in(&lang, next, answer).await
}

#[server]
pub async fn enrol(lang: String, code: String, next: Option<String>) -> Answer<()> {
    use crate::request;
    let address = request::cookies()?.address();
    let answer = request::desk()?.entrance.enrol(&request::staff_secret()?, &code, address).await;
    request::come_in(&lang, next, answer).await
}

/// The page of the desk at `next`, what follows `/ja/desk` in its address. It stands in an address that anyone can write: what is
/// no page of the desk is the calendar.
pub fn page(lang: Locale, next: &str) -> String {
    let inside = next.starts_with(['/', '?'])
        && !next.starts_with("/sign-in")
        && !["//", "..", "\\"].iter().any(|way_out| next.contains(way_out));
    format!("/{}/desk{}", code(lang), if inside { next } else { "" })
}

/// The sign-in page, from which the way leads to `next`.
pub fn address(lang: Locale, next: &str, ended: bool) -> String {
    let step = step(next);
    let ended = match (ended, step.contains('?')) {
        (false, _) => "",
        (true, false) => "?ended=yes",
        (true, true) => "&ended=yes",
    };
    format!("/{}/desk{step}{ended}", code(lang))
}

/// What follows `/ja/desk` in it.
pub fn step(next: &str) -> String {
    if next.is_empty() {
        return "/sign-in".to_owned();
    }
    let mut query = ParamsMap::new();
    query.insert("next", next.to_owned());
    format!("/sign-in?{}", query.to_query_string().trim_start_matches('?'))
}

/// The language of the page, and where the way leads to from here.
#[component]
fn Onward() -> impl IntoView {
    let next = use_query_map().get_untracked().get("next");
    view! {
        <input type="hidden" name="lang" value=code(use_lang()) />
        {next.map(|next| view! { <input type="hidden" name="next" value=next /> })}
    }
}

#[component]
pub fn SignIn() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let steps = Steps {
        sign_in: ServerAction::new(),
        code: ServerAction::new(),
        password: ServerAction::new(),
        enrol: ServerAction::new(),
        sign_out: ServerAction::new(),
    };
    let entry = Resource::new_blocking(
        move || steps.taken(),
        move |_| load_entry(code(lang).to_owned(), query.with_untracked(|query| query.get("next"))),
    );
    // The words go while a try is under way, so that the same words are heard again.
    let problem = move || {
        let in_address = query.with(|query| query.get("problem").and_then(|word| DeskError::of_word(&word)));
        steps.problem().or(in_address).filter(|_| !steps.pending()).map(|error| words_of(error, lang))
    };
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match entry.await {
                    Ok(Some(Entry { name, step })) => view! { <Next name step steps problem=Signal::derive(problem) /> }.into_any(),
                    Ok(None) => view! { <First steps problem=Signal::derive(problem) /> }.into_any(),
                    Err(error) => view! { <Page title=td_string!(lang, staff.sign_in.title)><p class="notice" role="alert">{words_of(error, lang)}</p></Page> }.into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}

/// The forms of the page, of which one is shown at a time.
#[derive(Clone, Copy)]
struct Steps {
    sign_in: ServerAction<SignInSubmit>,
    code: ServerAction<GiveCode>,
    password: ServerAction<FirstPassword>,
    enrol: ServerAction<Enrol>,
    sign_out: ServerAction<SignOut>,
}

impl Steps {
    fn taken(self) -> usize {
        [
            self.sign_in.version().get(),
            self.code.version().get(),
            self.password.version().get(),
            self.enrol.version().get(),
            self.sign_out.version().get(),
        ]
        .into_iter()
        .sum()
    }

    fn pending(self) -> bool {
        self.sign_in.pending().get()
            || self.code.pending().get()
            || self.password.pending().get()
            || self.enrol.pending().get()
    }

    fn problem(self) -> Option<DeskError> {
        fn of<S: ServerFn<Output = (), Error = DeskError> + Clone + Send + Sync + 'static>(
            action: ServerAction<S>,
        ) -> Option<DeskError> {
            action.value().get().and_then(Result::err)
        }
        of(self.sign_in).or(of(self.code)).or(of(self.password)).or(of(self.enrol))
    }
}

/// What went wrong, where it is heard and the field points to.
#[component]
fn Problem(problem: Signal<Option<String>>) -> impl IntoView {
    view! {
        <div role="alert">
            {move || problem.get().map(|words| view! { <p class="error" id="sign-in-problem">{words}</p> })}
        </div>
    }
}

/// Name and password.
#[component]
fn First(steps: Steps, problem: Signal<Option<String>>) -> impl IntoView {
    let lang = use_lang();
    let wrong = move || problem.get().map(|_| "true");
    let (ended, next) = use_query_map().with_untracked(|query| (query.get("ended").is_some(), query.get("next")));
    let kept = ended && next.is_some_and(|next| next.starts_with("/intake?typed"));
    view! {
        <Page title=td_string!(lang, staff.sign_in.title)>
            <h1>{td_string!(lang, staff.sign_in.title)}</h1>
            {ended.then(|| view! { <p class="notice" data-tone="wait">{td_string!(lang, staff.sign_in.ended)} " " {kept.then(|| td_string!(lang, staff.sign_in.kept))}</p> })}
            <ActionForm action=steps.sign_in>
                <Onward />
                <Problem problem />
                <div class="field">
                    <label for="login">{td_string!(lang, staff.sign_in.login)}</label>
                    <input
                        id="login"
                        name="login"
                        autocomplete="username"
                        autocapitalize="none"
                        spellcheck="false"
                        required
                        aria-invalid=wrong
                        aria-describedby="sign-in-problem"
                    />
                </div>
                <div class="field">
                    <label for="password">{td_string!(lang, staff.sign_in.password)}</label>
                    <input
                        id="password"
                        name="password"
                        type="password"
                        autocomplete="current-password"
                        required
                        aria-invalid=wrong
                        aria-describedby="sign-in-problem"
                    />
                </div>
                <button class="button">{td_string!(lang, staff.sign_in.submit)}</button>
            </ActionForm>
        </Page>
    }
    .into_any()
}

/// The step that comes after the password.
#[component]
fn Next(name: String, step: Step, steps: Steps, problem: Signal<Option<String>>) -> impl IntoView {
    let lang = use_lang();
    let (title, lead) = match &step {
        Step::Code => (
            td_string!(lang, accounts.step.code.title),
            td_string!(lang, accounts.step.code.lead, name = name.as_str()),
        ),
        Step::Password => {
            (td_string!(lang, accounts.step.password.title), td_string!(lang, accounts.step.password.lead).to_owned())
        }
        Step::Enrol(_) => {
            (td_string!(lang, accounts.step.enrol.title), td_string!(lang, accounts.step.enrol.lead).to_owned())
        }
        Step::Open => (td_string!(lang, staff.sign_in.title), String::new()),
    };
    let hidden = || view! { <Onward /> };
    let form = match step {
        Step::Code => view! {
            <ActionForm action=steps.code>
                {hidden()} <Problem problem />
                <Field
                    label=td_string!(lang, accounts.step.code.label)
                    name="code"
                    help=td_string!(lang, accounts.step.code.help)
                    autocomplete="one-time-code"
                    short=true
                />
                <button class="button">{td_string!(lang, accounts.step.code.submit)}</button>
            </ActionForm>
        }
        .into_any(),
        Step::Password => view! {
            <ActionForm action=steps.password>
                {hidden()} <Problem problem />
                <Field
                    label=td_string!(lang, accounts.step.password.label)
                    name="password"
                    kind="password"
                    help=td_string!(lang, accounts.step.password.help)
                    autocomplete="new-password"
                />
                <button class="button">{td_string!(lang, accounts.step.password.submit)}</button>
            </ActionForm>
        }
        .into_any(),
        Step::Enrol(factor) => view! {
            <SetUp factor />
            <ActionForm action=steps.enrol>
                {hidden()} <Problem problem />
                <CodeField />
                <button class="button">{td_string!(lang, accounts.step.enrol.submit)}</button>
            </ActionForm>
        }
        .into_any(),
        Step::Open => {
            view! { <p><a href=format!("/{}/desk", code(lang))>{td_string!(lang, staff.nav.calendar)}</a></p> }
                .into_any()
        }
    };
    view! {
        <Page title=title>
            <h1>{title}</h1>
            <p>{lead}</p>
            {form}
            <ActionForm action=steps.sign_out>
                <input type="hidden" name="lang" value=code(lang) />
                <button class="button-link">{td_string!(lang, accounts.step.start_over)}</button>
            </ActionForm>
        </Page>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_leads_to_pages_of_the_desk_alone() {
        assert_eq!(page(Locale::ja, "/intake?typed=yes"), "/ja/desk/intake?typed=yes");
        for next in ["", "https://example.com", "//example.com", "/../..//x", "/\\x", "/sign-in?next=", ".evil.example"]
        {
            assert_eq!(page(Locale::en, next), "/en/desk", "{next}");
        }
        assert_eq!(address(Locale::ja, "", false), "/ja/desk/sign-in");
        assert!(address(Locale::ja, "/intake?typed=yes", true).ends_with("&ended=yes"));
    }
}
