//! Out of the window of an app, where camera and microphone are often closed: a link to open in the phone's own browser.
//! For an application the link carries a one-time code, so that the hold and what was typed come along.

use crate::{
    browser::platform,
    desk::Answer,
    domain::support::{InApp, Os},
    i18n::*,
    json::Json,
    locale::{code, use_lang},
    ui::findings::app_name,
};
use leptos::{either::Either, prelude::*, task::spawn_local};

/// A one-time code that carries this visitor's application to another browser.
#[server(output = Json)]
async fn carry_out() -> Answer<String> {
    use crate::request;
    request::desk()?.seeker.carry_out(request::visitor()?).await
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Copied {
    NotYet,
    Yes,
    ByHand,
}

#[component]
pub fn WayOut(app: InApp, os: Os, carries: bool) -> impl IntoView {
    let lang = use_lang();
    let link = RwSignal::new((!carries).then(|| platform::here().1));
    let failed = RwSignal::new(false);
    let make = move |_| {
        failed.set(false);
        spawn_local(async move {
            match carry_out().await {
                Ok(once) => {
                    let (origin, _) = platform::here();
                    link.try_set(Some(format!("{origin}/{}/carry/{once}", code(lang))));
                }
                Err(_) => {
                    failed.try_set(true);
                }
            }
        });
    };
    let title = td_string!(lang, device.way_out.title, app = app_name(app, lang)).to_string();
    view! {
        <section class="card">
            <h2>{title}</h2>
            <p>{td!(lang, device.way_out.lead)}</p>
            {move || match link.get() {
                Some(link) => Either::Left(view! { <Link link app os once=carries /> }),
                None => {
                    Either::Right(
                        view! {
                            <div class="actions">
                                <button type="button" class="button-secondary" on:click=make>
                                    {td!(lang, device.way_out.make)}
                                </button>
                            </div>
                        },
                    )
                }
            }}
            <div role="alert">
                {move || failed.get().then(|| view! { <p>{td!(lang, device.way_out.failed)}</p> })}
            </div>
        </section>
    }
}

#[component]
fn Link(link: String, app: InApp, os: Os, once: bool) -> impl IntoView {
    let lang = use_lang();
    let copied = RwSignal::new(Copied::NotYet);
    let copying = link.clone();
    let copy = move |_| {
        let link = copying.clone();
        spawn_local(async move {
            let done = platform::copy(&link).await;
            copied.try_set(if done { Copied::Yes } else { Copied::ByHand });
        });
    };
    let opener = opening(&link, app, os).map(|(address, browser)| {
        let words = match browser {
            Opens::Safari => td_string!(lang, device.way_out.safari),
            Opens::Chrome => td_string!(lang, device.way_out.chrome),
            Opens::Any => td_string!(lang, device.way_out.browser),
        };
        view! { <a class="button-secondary" href=address>{words}</a> }
    });
    view! {
        <div class="field">
            <label for="way-out">{td!(lang, device.way_out.link)}</label>
            {once.then(|| view! { <p class="hint">{td!(lang, device.way_out.once)}</p> })}
            <input
                id="way-out"
                readonly=true
                value=link
                on:focus:target=|event| event.target().select()
                // Enter would send the form around it.
                on:keydown=|event| {
                    if event.key() == "Enter" {
                        event.prevent_default();
                    }
                }
            />
        </div>
        <div class="actions">
            {opener}
            <button type="button" class="button-secondary" on:click=copy>
                {td!(lang, device.way_out.copy)}
            </button>
        </div>
        <p role="status">
            {move || match copied.get() {
                Copied::NotYet => "",
                Copied::Yes => td_string!(lang, device.way_out.copied),
                Copied::ByHand => td_string!(lang, device.way_out.by_hand),
            }}
        </p>
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Opens {
    Safari,
    Chrome,
    Any,
}

/// The address that opens the link in a browser from within the app, where there is one.
fn opening(link: &str, app: InApp, os: Os) -> Option<(String, Opens)> {
    let bare = link.strip_prefix("https://");
    match (app, os, bare) {
        // LINE's own word for it.
        (InApp::Line, ..) => {
            let mark = if link.contains('?') { '&' } else { '?' };
            Some((format!("{link}{mark}openExternalBrowser=1"), Opens::Any))
        }
        (_, Os::Ios | Os::IpadOs, Some(_)) => Some((format!("x-safari-{link}"), Opens::Safari)),
        (_, Os::Android, Some(bare)) => {
            Some((format!("intent://{bare}#Intent;scheme=https;package=com.android.chrome;end"), Opens::Chrome))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_app_is_left_in_its_own_way() {
        let link = "https://madoguchi.example/ja/carry/abc";
        let to = |app, os| opening(link, app, os);
        assert_eq!(
            to(InApp::Line, Os::Ios),
            Some(("https://madoguchi.example/ja/carry/abc?openExternalBrowser=1".into(), Opens::Any))
        );
        assert_eq!(
            to(InApp::Instagram, Os::Ios),
            Some(("x-safari-https://madoguchi.example/ja/carry/abc".into(), Opens::Safari))
        );
        assert_eq!(
            to(InApp::Facebook, Os::Android),
            Some((
                "intent://madoguchi.example/ja/carry/abc#Intent;scheme=https;package=com.android.chrome;end".into(),
                Opens::Chrome
            ))
        );
        assert_eq!(to(InApp::WebView, Os::Other), None);
    }
}
