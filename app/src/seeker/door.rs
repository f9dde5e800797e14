//! The door: what the service is, and the choice of office.

use crate::{
    desk::{Answer, office::OfficeDoor},
    i18n::*,
    locale::{code, use_lang},
    ui::page::{Failure, Page},
};
use leptos::prelude::*;

#[server]
async fn doors(lang: String) -> Answer<Vec<OfficeDoor>> {
    use crate::{desk::error::DeskError, locale::named, request};
    let lang = named(&lang).ok_or(DeskError::NotFound)?;
    request::desk()?.seeker.doors(lang).await
}

#[component]
pub fn Door() -> impl IntoView {
    let lang = use_lang();
    let offices = Resource::new_blocking(|| (), move |()| doors(code(lang).to_owned()));
    view! {
        <Page title=td_string!(lang, words.service_name).to_string()>
            <h1>{td!(lang, seeker.door.title)}</h1>
            <Suspense>
                {move || Suspend::new(async move {
                    match offices.await {
                        Ok(offices) => {
                            view! {
                                <ul class="offices">
                                    {offices
                                        .into_iter()
                                        .map(|office| {
                                            view! {
                                                <li>
                                                    <a href=format!("/{}/{}", code(lang), office.slug)>{office.name}</a>
                                                    <span class="hint">{office.place}</span>
                                                </li>
                                            }
                                        })
                                        .collect_view()}
                                </ul>
                            }
                                .into_any()
                        }
                        Err(error) => view! { <Failure error=error /> }.into_any(),
                    }
                })}
            </Suspense>
        </Page>
    }
}
