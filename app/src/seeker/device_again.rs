//! The device check run again by the link, on the device that will be used on the day.

use crate::{
    desk::{Answer, booking::LinkToken},
    domain::time::date_jst,
    i18n::*,
    locale::{code, use_lang},
    seeker::{
        address::{self, asked},
        booking::{booking, changing},
        by_phone::Trouble,
        device::{ReportAsSent, check::Questions, to_mend},
        problem::Problem,
    },
    ui::{error_summary::ErrorSummary, form::PostForm, page::Page},
};
use leptos::{prelude::*, server_fn::ServerFn};

#[server]
pub async fn check_again(lang: String, token: LinkToken, #[server(default)] report: ReportAsSent) -> Answer<()> {
    use crate::desk::application::{DeviceReport, DeviceResult};
    use crate::{desk::error::DeskError, locale::named, request};
    let lang = named(&lang).ok_or(DeskError::Unreadable)?;
    let back = address::of_booking(lang, &token, "device");
    if report.says_nothing() {
        request::go(&format!("{back}?mend=yes"));
        return Ok(());
    }
    let report = DeviceReport::from(report);
    let done = if report.result == DeviceResult::Later { "device_later" } else { "device" };
    let kept = request::desk()?.seeker.check_device_again(&token, report).await;
    let next = format!("{}?done={done}", address::booking(lang, &token));
    request::onward(kept, |_| Some(next), &back)
}

#[component]
pub fn DeviceAgain() -> impl IntoView {
    let lang = use_lang();
    view! {
        <Page title=td_string!(lang, seeker.device.title)>
            {changing(
                booking(code(lang).to_owned(), address::token()),
                move |booking| {
                    let missing = asked("mend").is_some();
                    view! {
                        <a class="back" href=address::booking(lang, &booking.token)>
                            {td!(lang, seeker.booking.to_booking)}
                        </a>
                        <h1>{td!(lang, seeker.device.title)}</h1>
                        <ErrorSummary problems=to_mend(missing, lang) />
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
                                anew=true
                                missing
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
