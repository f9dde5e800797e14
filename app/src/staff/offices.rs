//! Which office a bureau's or the system's administrator works for.

use crate::{
    desk::{Answer, staff::OfficeChoice},
    domain::ids::OfficeId,
    i18n::*,
    locale::{code, use_lang},
    staff::{
        frame::{Frame, Framed, Section, fresh_sheet},
        outcome::heard,
    },
};
use leptos::prelude::*;

#[server]
pub async fn load_offices(lang: String) -> Answer<Framed<Vec<OfficeChoice>>> {
    use crate::{desk::error::DeskError, locale, request};
    let actor = request::staff_or_sign_in(&lang).await?;
    let named = locale::named(&lang).ok_or(DeskError::NotFound)?;
    let offices = request::desk()?.accounts.offices(&actor, named).await?;
    request::framed(&actor, &lang, offices).await
}

#[server]
pub async fn work_for(lang: String, office: OfficeId) -> Answer<()> {
    use crate::request;
    let actor = request::staff().await?;
    match request::desk()?.accounts.work_for(&actor, office).await {
        Ok(()) => request::back_to_page(&lang, "", Ok(()), "account_changed"),
        refused => request::back_to_page(&lang, Section::Offices.path(), refused, ""),
    }
}

#[component]
pub fn Offices() -> impl IntoView {
    fresh_sheet(Section::Offices, load_offices, body)
}

fn body(offices: Vec<OfficeChoice>, _: &Frame) -> AnyView {
    let lang = use_lang();
    let action = heard::<WorkFor>();
    view! {
        <p>{td_string!(lang, accounts.offices.lead)}</p>
        <ul class="plain">
            {offices
                .into_iter()
                .map(|office| {
                    view! {
                        <li class="line">
                            <b>{office.name}</b>
                            {if office.current {
                                view! { <span class="badge" data-tone="good">{td_string!(lang, accounts.offices.current)}</span> }
                                    .into_any()
                            } else {
                                view! {
                                    <ActionForm action=action>
                                        <input type="hidden" name="lang" value=code(lang) />
                                        <input type="hidden" name="office" value=office.id.to_string() />
                                        <button class="button-secondary">{td_string!(lang, accounts.offices.submit)}</button>
                                    </ActionForm>
                                }
                                    .into_any()
                            }}
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
    .into_any()
}
