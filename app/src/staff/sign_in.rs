//! Staff sign in by name and password.

use crate::{
    desk::Answer,
    i18n::*,
    locale::{code, use_lang},
    ui::page::{Page, words_of},
};
use leptos::prelude::*;

/// On success the browser goes to the calendar; otherwise back to the form, with the same words for an unknown name and a
/// wrong password.
#[server(SignInSubmit)]
pub async fn sign_in(lang: String, login: String, password: String) -> Answer<()> {
    use crate::{desk::error::DeskError, locale, request};
    let lang = locale::code(locale::named(&lang).ok_or(DeskError::NotFound)?);
    let cookies = request::cookies()?;
    let signed_in = request::desk()?.staff.sign_in(&login, &password, cookies.address()).await?;
    cookies.set_staff(&signed_in.secret);
    request::go(&format!("/{lang}/desk"));
    Ok(())
}

#[component]
pub fn SignIn() -> impl IntoView {
    let lang = use_lang();
    let action = ServerAction::<SignInSubmit>::new();
    let failed = move || action.value().get().and_then(Result::err).map(|error| words_of(error, lang));
    view! {
        <Page title=td_string!(lang, staff.sign_in.title).to_string()>
            <h1>{td!(lang, staff.sign_in.title)}</h1>
            <p class="error" role="alert">{failed}</p>
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <label for="login">{td!(lang, staff.sign_in.login)}</label>
                <input id="login" name="login" autocomplete="username" required />
                <label for="password">{td!(lang, staff.sign_in.password)}</label>
                <input id="password" name="password" type="password" autocomplete="current-password" required />
                <button class="button">{td!(lang, staff.sign_in.submit)}</button>
            </ActionForm>
        </Page>
    }
}
