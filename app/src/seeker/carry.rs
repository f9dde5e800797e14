//! The way out of an in-app browser: its one-time code, opened in another browser, brings hold and what was typed along.
//! Opening the address changes nothing; the button takes over.

use crate::{
    desk::Answer,
    i18n::*,
    locale::{code, use_lang},
    seeker::problem::{Problem, Unsent},
    ui::{button::Button, page::Page},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

#[server]
async fn carry_in(lang: String, code: String) -> Answer<()> {
    use crate::{
        desk::error::DeskError,
        locale::{self, named},
        request,
        seeker::apply,
    };
    let lang = named(&lang).ok_or(DeskError::Unreadable)?;
    let visitor = request::cookies()?.visitor_or_new();
    let taken = request::desk()?.seeker.carry_in(visitor, &code).await;
    let back = format!("/{}/carry/{code}", locale::code(lang));
    request::onward(taken, |application| Some(apply::next(lang, application)), &back)
}

#[component]
pub fn Carry() -> impl IntoView {
    let lang = use_lang();
    let (params, query) = (use_params_map(), use_query_map());
    let carried = move || params.with(|params| params.get("code").unwrap_or_default());
    let gone = move || query.with(|query| query.get_str("problem") == Some("not_found"));
    let taking = ServerAction::<CarryIn>::new();
    view! {
        <Page title=td_string!(lang, seeker.carry.title)>
            <h1>{td!(lang, seeker.carry.title)}</h1>
            <p class="lead">{td!(lang, seeker.carry.lead)}</p>
            {move || {
                if gone() {
                    view! { <div class="notice" data-tone="bad" role="alert"><p>{td!(lang, seeker.carry.gone)}</p></div> }
                        .into_any()
                } else {
                    view! { <Problem /> }.into_any()
                }
            }}
            <ActionForm action=taking>
                <input type="hidden" name="lang" value=code(lang) />
                <input type="hidden" name="code" value=carried />
                <Unsent answer=taking.value() />
                <div class="actions">
                    <Button words=td_string!(lang, seeker.carry.take) busy=taking.pending() />
                </div>
            </ActionForm>
        </Page>
    }
    .into_any()
}
