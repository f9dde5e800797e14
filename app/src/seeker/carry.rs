//! The way out of an in-app browser: its one-time code, opened in another browser, brings hold and what was typed along.
//! Opening the address changes nothing; the button takes over.

use crate::{
    desk::{Answer, error::DeskError},
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address::{asked, segment},
        problem::Problem,
    },
    ui::{button::Button, form::PostForm, page::Page},
};
use leptos::{prelude::*, server_fn::ServerFn};

#[server]
async fn carry_in(lang: String, code: String) -> Answer<()> {
    use crate::{
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
    let problem = if asked("problem").as_deref() == Some(DeskError::NotFound.word()) {
        view! { <div class="notice" data-tone="bad" role="alert"><p>{td!(lang, seeker.carry.gone)}</p></div> }
            .into_any()
    } else {
        view! { <Problem /> }.into_any()
    };
    view! {
        <Page title=td_string!(lang, seeker.carry.title)>
            <h1>{td!(lang, seeker.carry.title)}</h1>
            <p class="lead">{td!(lang, seeker.carry.lead)}</p>
            {problem}
            <PostForm action=CarryIn::url()>
                <input type="hidden" name="lang" value=code(lang) />
                <input type="hidden" name="code" value=segment("code") />
                <div class="actions">
                    <Button words=td_string!(lang, seeker.carry.take) />
                </div>
            </PostForm>
        </Page>
    }
    .into_any()
}
