//! The questions about device, line and room (Art. 2(2), 5(1)–(6), 12(2)(3)), each with why it is asked.

use crate::{
    domain::declaration::{Answer, Answers, Declaration},
    i18n::*,
    locale::use_lang,
    ui::choices::{Choice, Choices},
};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Reads what a form sent; what nobody asks or answers is left out.
pub fn answers(sent: &BTreeMap<String, String>) -> Answers {
    sent.iter().filter_map(|(asked, answer)| Some((asked.parse().ok()?, answer.parse().ok()?))).collect()
}

/// A row of answers for each question `asked`, numbered as the summary of what is missing counts them. `tried`: the step was sent,
/// so what is missing is said.
#[component]
pub fn Questions(
    given: Answers,
    tried: bool,
    #[prop(default = Declaration::ALL.to_vec())] asked: Vec<Declaration>,
    /// It is the day itself.
    #[prop(optional)]
    today: bool,
) -> impl IntoView {
    let lang = use_lang();
    asked
        .into_iter()
        .zip(1_u8..)
        .map(|(asked, number)| {
            let chosen = given.get(&asked).map(|answer| answer.id().to_owned());
            let error = (tried && chosen.is_none()).then(|| td_string!(lang, seeker.terms.choose_one).to_owned());
            let options = Answer::ALL.map(|answer| Choice::new(answer.id(), word_of(answer, lang))).to_vec();
            view! {
                <Choices
                    legend=format!("{number}. {}", ask(asked, lang))
                    name=format!("form[answers][{}]", asked.id())
                    id=asked.id()
                    why=if today { why_today(asked, lang) } else { why(asked, lang) }
                    options
                    chosen=chosen.unwrap_or_default()
                    error
                    in_a_row=true
                />
            }
        })
        .collect_view()
}

/// はい, わからない, いいえ
pub fn word_of(answer: Answer, lang: Locale) -> &'static str {
    match answer {
        Answer::Yes => td_string!(lang, seeker.terms.yes),
        Answer::NotSure => td_string!(lang, seeker.terms.not_sure),
        Answer::No => td_string!(lang, seeker.terms.no),
    }
}

/// What it is about, in a word or two.
pub fn name(asked: Declaration, lang: Locale) -> &'static str {
    match asked {
        Declaration::CameraAndApp => td_string!(lang, seeker.declaration.camera_and_app.name),
        Declaration::CleanDevice => td_string!(lang, seeker.declaration.clean_device.name),
        Declaration::TrustedNetwork => td_string!(lang, seeker.declaration.trusted_network.name),
        Declaration::OsSupported => td_string!(lang, seeker.declaration.os_supported.name),
        Declaration::Firewall => td_string!(lang, seeker.declaration.firewall.name),
        Declaration::NoFileSharing => td_string!(lang, seeker.declaration.no_file_sharing.name),
        Declaration::Antivirus => td_string!(lang, seeker.declaration.antivirus.name),
        Declaration::SoftwareCurrent => td_string!(lang, seeker.declaration.software_current.name),
        Declaration::ConnectionTested => td_string!(lang, seeker.declaration.connection_tested.name),
        Declaration::PrivateRoom => td_string!(lang, seeker.declaration.private_room.name),
    }
}

/// The same where no page comes after it any more.
fn why_today(asked: Declaration, lang: Locale) -> &'static str {
    match asked {
        Declaration::ConnectionTested => td_string!(lang, seeker.device.ready_why),
        Declaration::PrivateRoom => td_string!(lang, join.mind.companions),
        asked => why(asked, lang),
    }
}

fn ask(asked: Declaration, lang: Locale) -> &'static str {
    match asked {
        Declaration::CameraAndApp => td_string!(lang, seeker.declaration.camera_and_app.ask),
        Declaration::CleanDevice => td_string!(lang, seeker.declaration.clean_device.ask),
        Declaration::TrustedNetwork => td_string!(lang, seeker.declaration.trusted_network.ask),
        Declaration::OsSupported => td_string!(lang, seeker.declaration.os_supported.ask),
        Declaration::Firewall => td_string!(lang, seeker.declaration.firewall.ask),
        Declaration::NoFileSharing => td_string!(lang, seeker.declaration.no_file_sharing.ask),
        Declaration::Antivirus => td_string!(lang, seeker.declaration.antivirus.ask),
        Declaration::SoftwareCurrent => td_string!(lang, seeker.declaration.software_current.ask),
        Declaration::ConnectionTested => td_string!(lang, seeker.declaration.connection_tested.ask),
        Declaration::PrivateRoom => td_string!(lang, seeker.declaration.private_room.ask),
    }
}

fn why(asked: Declaration, lang: Locale) -> &'static str {
    match asked {
        Declaration::CameraAndApp => td_string!(lang, seeker.declaration.camera_and_app.why),
        Declaration::CleanDevice => td_string!(lang, seeker.declaration.clean_device.why),
        Declaration::TrustedNetwork => td_string!(lang, seeker.declaration.trusted_network.why),
        Declaration::OsSupported => td_string!(lang, seeker.declaration.os_supported.why),
        Declaration::Firewall => td_string!(lang, seeker.declaration.firewall.why),
        Declaration::NoFileSharing => td_string!(lang, seeker.declaration.no_file_sharing.why),
        Declaration::Antivirus => td_string!(lang, seeker.declaration.antivirus.why),
        Declaration::SoftwareCurrent => td_string!(lang, seeker.declaration.software_current.why),
        Declaration::ConnectionTested => td_string!(lang, seeker.declaration.connection_tested.why),
        Declaration::PrivateRoom => td_string!(lang, seeker.declaration.private_room.why),
    }
}
