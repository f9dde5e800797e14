//! The accounts of the office, for whoever manages them.

use crate::{
    desk::{
        Answer,
        staff::{AccountView, NewAccount},
    },
    domain::{ids::StaffId, role::Role},
    i18n::*,
    locale::{code, use_lang},
    staff::{
        frame::{Frame, Framed, Section, fresh_sheet},
        outcome::heard,
        table::Table,
        words,
    },
    ui::{field::Field, select::Select},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[server]
pub async fn load_accounts(lang: String) -> Answer<Framed<Vec<AccountView>>> {
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    let accounts = request::desk()?.accounts.accounts(&actor).await?;
    request::framed(&actor, &lang, accounts).await
}

/// What was typed comes back with the problem, but for the password.
#[server]
pub async fn add_account(lang: String, account: NewAccount) -> Answer<()> {
    use crate::request;
    use leptos_router::params::ParamsMap;
    let actor = request::staff().await?;
    let mut typed = ParamsMap::new();
    typed.insert("login", account.login.clone());
    typed.insert("name", account.name.clone());
    typed.insert("role", account.role.clone());
    let outcome = request::desk()?.accounts.add_account(&actor, account).await.map(drop);
    let page = match outcome {
        Ok(()) => Section::Accounts.path().to_owned(),
        Err(_) => format!("{}{}", Section::Accounts.path(), typed.to_query_string()),
    };
    request::back_to_page(&lang, &page, outcome, "account_added")
}

/// `change` is the word of an [`AccountChange`](crate::desk::staff::AccountChange); `value` the role or the password.
#[server]
pub async fn change_account(lang: String, account: StaffId, change: String, value: Option<String>) -> Answer<()> {
    use crate::desk::{error::DeskError, staff::AccountChange};
    use crate::request;
    let actor = request::staff().await?;
    let value = value.unwrap_or_default();
    let change = match change.as_str() {
        "role" => AccountChange::Role { role: value.parse().map_err(|_| DeskError::Unreadable)? },
        "password" => AccountChange::Password { password: value },
        "factor" => AccountChange::Factor,
        "close" => AccountChange::Close,
        "open" => AccountChange::Open,
        _ => return Err(DeskError::Unreadable),
    };
    let outcome = request::desk()?.accounts.change_account(&actor, account, change).await;
    request::back_to_page(&lang, Section::Accounts.path(), outcome, "account_changed")
}

#[component]
pub fn Accounts() -> impl IntoView {
    fresh_sheet(Section::Accounts, load_accounts, body)
}

fn body(accounts: Vec<AccountView>, frame: &Frame) -> AnyView {
    let lang = use_lang();
    let action = heard::<ChangeAccount>();
    let mine = frame.role;
    let heads = [
        td_string!(lang, accounts.list.name),
        td_string!(lang, accounts.list.login),
        td_string!(lang, accounts.list.role),
        td_string!(lang, accounts.list.factor),
        td_string!(lang, accounts.list.signed_in),
        td_string!(lang, accounts.list.state),
        td_string!(lang, accounts.list.change),
    ];
    view! {
        <Table caption=td_string!(lang, accounts.list.caption) heads=heads>
                    {accounts
                        .into_iter()
                        .map(|account| view! { <Line account action mine /> })
                        .collect_view()}
                </Table>
        <Add mine />
    }
    .into_any()
}

#[component]
fn Line(account: AccountView, action: ServerAction<ChangeAccount>, mine: Role) -> impl IntoView {
    let lang = use_lang();
    let yes_or_no = |yes| if yes { td_string!(lang, accounts.list.yes) } else { td_string!(lang, accounts.list.no) };
    let (tone, state) = if account.closed {
        ("quiet", td_string!(lang, accounts.list.closed))
    } else {
        ("good", td_string!(lang, accounts.list.open))
    };
    let signed_in = account
        .signed_in
        .map_or_else(|| td_string!(lang, accounts.list.never).to_owned(), |at| words::moment(at, lang));
    let change = (account.changeable && !account.own).then(|| view! { <Change account=account.clone() action mine /> });
    view! {
        <tr>
            <th scope="row">
                {account.name} " " {account.own.then(|| td_string!(lang, accounts.list.you))}
            </th>
            <td>{account.login}</td>
            <td>{words::role(account.role, lang)}</td>
            <td>{yes_or_no(account.has_factor)}</td>
            <td>{signed_in}</td>
            <td><span class="badge" data-tone=tone>{state}</span></td>
            <td>{change}</td>
        </tr>
    }
    .into_any()
}

#[component]
fn Change(account: AccountView, action: ServerAction<ChangeAccount>, mine: Role) -> impl IntoView {
    let lang = use_lang();
    let id = account.id;
    let form = |word: &'static str, inner: AnyView| {
        view! {
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <input type="hidden" name="account" value=id.to_string() />
                <input type="hidden" name="change" value=word />
                {inner}
            </ActionForm>
        }
        .into_any()
    };
    let button = |class: &'static str, words: &'static str| view! { <button class=class>{words}</button> }.into_any();
    let role = view! {
        <Select
            label=td_string!(lang, accounts.list.role)
            name="value"
            id=format!("role-{id}")
            options=roles(mine, lang)
            value=account.role.as_str()
        />
        {button("button-secondary", td_string!(lang, accounts.list.role_submit))}
    }
    .into_any();
    let password = view! {
        <Field
            label=td_string!(lang, accounts.list.password)
            name="value"
            id=format!("password-{id}")
            help=td_string!(lang, accounts.list.password_help)
            autocomplete="off"
        />
        {button("button-secondary", td_string!(lang, accounts.list.password_submit))}
    }
    .into_any();
    view! {
        <details>
            <summary>
                {td_string!(lang, accounts.list.change)} <span class="unseen">{td_string!(lang, words.ui.about, what = account.name.clone())}</span>
            </summary>
            <p class="hint">{td_string!(lang, accounts.list.ends)}</p>
            {form("role", role)}
            {form("password", password)}
            {account
                .has_factor
                .then(|| form("factor", button("button-secondary", td_string!(lang, accounts.list.factor_submit))))}
            {if account.closed {
                form("open", button("button-secondary", td_string!(lang, accounts.list.reopen)))
            } else {
                form("close", button("button-danger", td_string!(lang, accounts.list.close)))
            }}
        </details>
    }
    .into_any()
}

/// The roles that one may give, with their words.
fn roles(mine: Role, lang: Locale) -> Vec<(&'static str, &'static str)> {
    Role::ALL
        .into_iter()
        .filter(|role| mine.may_appoint(*role))
        .map(|role| (role.as_str(), words::role(role, lang)))
        .collect()
}

#[component]
fn Add(mine: Role) -> impl IntoView {
    let lang = use_lang();
    let action = heard::<AddAccount>();
    let query = use_query_map().get_untracked();
    let [name, login, role] = ["name", "login", "role"].map(|field| query.get(field).unwrap_or_default());
    view! {
        <section class="reading">
            <h2>{td_string!(lang, accounts.list.add)}</h2>
            <ActionForm action=action>
                <input type="hidden" name="lang" value=code(lang) />
                <Field label=td_string!(lang, accounts.list.name) name="account[name]" id="account-name" value=name autocomplete="off" />
                <Field
                    label=td_string!(lang, accounts.list.login)
                    name="account[login]"
                    id="account-login"
                    value=login
                    help=td_string!(lang, accounts.list.login_help)
                    autocomplete="off"
                />
                <Select
                    label=td_string!(lang, accounts.list.role)
                    name="account[role]"
                    id="account-role"
                    options=roles(mine, lang)
                    value=role
                />
                <Field
                    label=td_string!(lang, accounts.list.password)
                    name="account[password]"
                    id="account-password"
                    help=td_string!(lang, accounts.list.password_help)
                    autocomplete="off"
                />
                <button class="button">{td_string!(lang, accounts.list.add_submit)}</button>
            </ActionForm>
        </section>
    }
    .into_any()
}
