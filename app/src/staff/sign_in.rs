//! Staff sign in by name and password.

use crate::{
    desk::{Answer, error::DeskError},
    i18n::*,
    locale::{code, use_lang},
    ui::page::{Page, words_of},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// On success the browser goes to the calendar; otherwise back to the form, with the same words for an unknown name and a
/// wrong password.
#[server(SignInSubmit)]
pub async fn sign_in(lang: String, login: String, password: String) -> Answer<()> {
    use crate::{locale, request};
    let lang = locale::code(locale::named(&lang).ok_or(DeskError::NotFound)?);
    let cookies = request::cookies()?;
    match request::desk()?.staff.sign_in(&login, &password, cookies.address()).await {
        Ok(signed_in) => {
            cookies.set_staff(&signed_in.secret);
            request::go(&format!("/{lang}/desk"));
        }
        Err(error) => request::go(&format!("/{lang}/desk/sign-in?problem={}", error.word())),
    }
    // A good answer either way: the hydrated client follows a redirect of no other.
    Ok(())
}

#[component]
pub fn SignIn() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let action = ServerAction::<SignInSubmit>::new();
    // The words go while a try is under way, so that the same words are heard again.
    let problem = move || {
        let in_address = query.with(|query| query.get("problem").and_then(|word| DeskError::of_word(&word)));
        let error = action.value().get().and_then(Result::err).or(in_address);
        error.filter(|_| !action.pending().get()).map(|error| words_of(error, lang))
    };
    let wrong = move || problem().map(|_| "true");
    view! {
        <Page title=td_string!(lang, staff.sign_in.title)>
            <h1>{td_string!(lang, staff.sign_in.title)}</h1>
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <div role="alert">
                    {move || problem().map(|words| view! { <p class="error" id="sign-in-problem">{words}</p> })}
                </div>
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
