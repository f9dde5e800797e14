//! The device check run again by the link, on the device that will be used on the day.

use crate::{
    desk::{Answer, booking::LinkToken},
    domain::time::date_jst,
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address,
        booking::{booking, changing},
        by_phone::Trouble,
        device::{ReportAsSent, check::Questions},
        problem::Problem,
    },
    ui::{form::PostForm, page::Page},
};
use leptos::{prelude::*, server_fn::ServerFn};

#[server]
pub async fn check_again(lang: String, token: LinkToken, report: ReportAsSent) -> Answer<()> {
    use crate::{desk::error::DeskError, locale::named, request};
    let lang = named(&lang).ok_or(DeskError::Unreadable)?;
    let kept = request::desk()?.seeker.check_device_again(&token, report.into()).await;
    let next = format!("{}?done=device", address::booking(lang, &token));
    request::onward(kept, |_| Some(next), &address::of_booking(lang, &token, "device"))
}

#[component]
pub fn DeviceAgain() -> impl IntoView {
    let lang = use_lang();
    view! {
        <Page title=td_string!(lang, seeker.device.title)>
            {changing(
                booking(code(lang).to_owned(), address::token()),
                move |booking| {
                    view! {
                        <a class="back" href=address::booking(lang, &booking.token)>
                            {td!(lang, seeker.booking.to_booking)}
                        </a>
                        <h1>{td!(lang, seeker.device.title)}</h1>
                        <p class="lead">{td!(lang, seeker.device.lead)}</p>
                        <Problem />
                        <PostForm action=CheckAgain::url()>
                            <input type="hidden" name="lang" value=code(lang) />
                            <input type="hidden" name="token" value=booking.token.0 />
                            <Questions
                                report=booking.device
                                today=date_jst(booking.now)
                                words=td_string!(lang, seeker.device.keep)
                                carries=false
                            />
                        </PostForm>
                        <Trouble office=booking.office phone=booking.phone />
                    }
                },
            )}
        </Page>
    }
    .into_any()
}
