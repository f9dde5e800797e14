//! One's own account: password, second factor, devices that are signed in.

use crate::{
    desk::{Answer, staff::OwnAccount},
    i18n::*,
    locale::{code, use_lang},
    staff::{
        factor::{CodeField, SetUp},
        frame::{Frame, Framed, Section, fresh_sheet},
        outcome::heard,
        sign_in::Enrol,
        words,
    },
    ui::field::Field,
};
use leptos::prelude::*;

#[server]
pub async fn load_account(lang: String) -> Answer<Framed<OwnAccount>> {
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    let account = request::desk()?.accounts.own_account(&actor).await?;
    request::framed(&actor, &lang, account).await
}

#[server]
pub async fn change_password(lang: String, old: String, new: String) -> Answer<()> {
    use crate::request;
    let actor = request::staff().await?;
    let address = request::cookies()?.address();
    let outcome = request::desk()?.accounts.change_password(&actor, &old, &new, address).await;
    request::back_to_page(&lang, Section::Account.path(), outcome, "password_changed")
}

#[server]
pub async fn replace_factor(lang: String, password: String) -> Answer<()> {
    use crate::request;
    let actor = request::staff().await?;
    let address = request::cookies()?.address();
    let outcome = request::desk()?.accounts.replace_factor(&actor, &password, address).await;
    request::back_to_page(&lang, Section::Account.path(), outcome, "account_changed")
}

#[server]
pub async fn sign_out_everywhere(lang: String) -> Answer<()> {
    use crate::request;
    let actor = request::staff().await?;
    request::desk()?.accounts.sign_out_everywhere(&actor).await?;
    request::cookies()?.clear_staff();
    request::back_to_page(&lang, "/sign-in", Ok(()), "account_changed")
}

#[component]
pub fn Account() -> impl IntoView {
    fresh_sheet(Section::Account, load_account, body)
}

fn body(account: OwnAccount, _: &Frame) -> AnyView {
    let lang = use_lang();
    let row = |term: &'static str, value: String| view! { <div><dt>{term}</dt><dd>{value}</dd></div> };
    // The demonstration's account has neither a factor nor an offer of one.
    let is_demo = account.factor.is_none() && account.offered.is_none();
    view! {
        <div class="reading">
            <dl class="summary">
                {row(td_string!(lang, accounts.own.login), account.login)}
                {row(td_string!(lang, accounts.own.name), account.name)}
                {row(td_string!(lang, accounts.own.role), words::role(account.role, lang).to_owned())}
            </dl>
            {is_demo.then(|| view! { <p class="notice">{td_string!(lang, accounts.own.demo)}</p> })}
            {(!is_demo).then(|| view! { <Password /> <SecondFactor factor=account.factor offered=account.offered /> })}
            <Devices sessions=account.sessions />
        </div>
    }
    .into_any()
}

#[component]
fn Password() -> impl IntoView {
    let lang = use_lang();
    let action = heard::<ChangePassword>();
    view! {
        <h2>{td_string!(lang, accounts.own.password.title)}</h2>
        <ActionForm action=action>
            <input type="hidden" name="lang" value=code(lang) />
            <Field
                label=td_string!(lang, accounts.own.password.present)
                name="old"
                kind="password"
                autocomplete="current-password"
            />
            <Field
                label=td_string!(lang, accounts.own.password.chosen)
                name="new"
                kind="password"
                help=td_string!(lang, accounts.own.password.help)
                autocomplete="new-password"
            />
            <button class="button-secondary">{td_string!(lang, accounts.own.password.submit)}</button>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn SecondFactor(
    factor: Option<(chrono::DateTime<chrono::Utc>, u8)>,
    offered: Option<crate::desk::staff::Factor>,
) -> impl IntoView {
    let lang = use_lang();
    let enrol = heard::<Enrol>();
    let replace = heard::<ReplaceFactor>();
    let hidden = move || view! { <input type="hidden" name="lang" value=code(lang) /> };
    view! {
        <h2>{td_string!(lang, accounts.own.factor.title)}</h2>
        {match factor {
            Some((since, left)) => view! {
                <p>{td_string!(lang, accounts.own.factor.on, since = words::moment(since, lang), left = left)}</p>
                <details>
                    <summary>{td_string!(lang, accounts.own.factor.replace)}</summary>
                    <ActionForm action=replace>
                        {hidden()}
                        <Field
                            label=td_string!(lang, accounts.own.password.present)
                            name="password"
                            id="factor-password"
                            kind="password"
                            help=td_string!(lang, accounts.own.factor.replace_help)
                            autocomplete="current-password"
                        />
                        <button class="button-danger">{td_string!(lang, accounts.own.factor.replace_submit)}</button>
                    </ActionForm>
                </details>
            }
            .into_any(),
            None => view! { <p>{td_string!(lang, accounts.own.factor.off)}</p> }.into_any(),
        }}
        {offered
            .map(|factor| {
                view! {
                    <details>
                        <summary>{td_string!(lang, accounts.step.enrol.title)}</summary>
                        <SetUp factor />
                        <ActionForm action=enrol>
                            {hidden()}
                            <CodeField />
                            <button class="button-secondary">{td_string!(lang, accounts.step.enrol.submit)}</button>
                        </ActionForm>
                    </details>
                }
            })}
    }
    .into_any()
}

#[component]
fn Devices(sessions: u64) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<SignOutEverywhere>();
    view! {
        <h2>{td_string!(lang, accounts.own.sessions.title)}</h2>
        <p>{td_string!(lang, accounts.own.sessions.count, count = sessions)}</p>
        <ActionForm action=action>
            <input type="hidden" name="lang" value=code(lang) />
            <button class="button-secondary">{td_string!(lang, accounts.own.sessions.submit)}</button>
        </ActionForm>
    }
    .into_any()
}
