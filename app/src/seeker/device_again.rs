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
pub async fn check_again(
    lang: String,
    token: LinkToken,
    #[server(default)] report: ReportAsSent,
    #[server(default)] from: String,
) -> Answer<()> {
    use crate::desk::application::{DeviceReport, DeviceResult};
    use crate::{desk::error::DeskError, locale::named, request};
    let lang = named(&lang).ok_or(DeskError::Unreadable)?;
    let (page, whence) = (address::of_booking(lang, &token, "device"), came(&from));
    let back = whence.map_or_else(|| page.clone(), |whence| format!("{page}?from={whence}"));
    if report.says_nothing() {
        request::go(&format!("{back}{}mend=yes", if whence.is_some() { '&' } else { '?' }));
        return Ok(());
    }
    let report = DeviceReport::from(report);
    let done = if report.result == DeviceResult::Later { "device_later" } else { "device" };
    let kept = request::desk()?.seeker.check_device_again(&token, report).await;
    let next = match whence {
        Some(whence) => address::of_booking(lang, &token, whence),
        None => address::booking(lang, &token),
    };
    let next = format!("{next}?done={done}");
    request::onward(kept, |_| Some(next), &back)
}

/// The page that led here, where it is not the booking's own.
fn came(from: &str) -> Option<&'static str> {
    (from == "join").then_some("join")
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
                    let from = asked("from").as_deref().and_then(came);
                    let (back, words) = match from {
                        Some(page) => (address::of_booking(lang, &booking.token, page), td_string!(lang, join.back)),
                        None => (address::booking(lang, &booking.token), td_string!(lang, seeker.booking.to_booking)),
                    };
                    view! {
                        <a class="back" href=back>{words}</a>
                        <h1>{td!(lang, seeker.device.title)}</h1>
                        <ErrorSummary problems=to_mend(missing, lang) />
                        <p class="lead">{td!(lang, seeker.device.lead)}</p>
                        <Problem />
                        <PostForm action=CheckAgain::url()>
                            <input type="hidden" name="lang" value=code(lang) />
                            <input type="hidden" name="token" value=booking.token.0 />
                            <input type="hidden" name="from" value=from.unwrap_or_default() />
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
