//! The seeker's way over HTTP, step by step, as a browser without JavaScript goes it.

use super::{
    process::{Process, Reply},
    stage::{SLUG, TERMS},
};
use app::domain::{declaration::Declaration, slot::Span};

pub async fn hold(server: &Process, who: u16, span: Span) -> std::io::Result<Reply> {
    let start = span.to_string();
    let form = [("lang", "ja"), ("slug", SLUG), ("kind", "consultation"), ("start", start.as_str())];
    server.post(who, "times/hold", &form).await
}

/// Terms, device and details.
pub async fn fill(server: &Process, who: u16) -> std::io::Result<()> {
    let answers: Vec<_> = Declaration::ALL.iter().map(|asked| format!("form[answers][{}]", asked.id())).collect();
    let mut terms = vec![
        ("lang", "ja"),
        ("form[version]", TERMS),
        ("form[lang]", "ja"),
        ("form[agree]", "true"),
        ("form[zoom]", "true"),
        ("form[no_recording]", "true"),
    ];
    terms.extend(answers.iter().map(|name| (name.as_str(), "yes")));
    done("terms", server.post(who, "terms/answer_terms", &terms).await?);
    let device = [("lang", "ja"), ("report[result]", "later")];
    done("device", server.post(who, "device/report_device", &device).await?);
    let mail = format!("seeker{who}@example.jp");
    let details = [
        ("lang", "ja"),
        ("details[name]", "髙橋　𠮷弥"),
        ("details[kana]", "たかはし　よしや"),
        ("details[phone]", "090-1234-5678"),
        ("details[mail]", mail.as_str()),
        ("details[number]", "15020-12345678"),
        ("details[topic]", "面接の練習をしたい"),
        ("details[mail_lang]", "ja"),
    ];
    done("details", server.post(who, "details/keep_details", &details).await?);
    Ok(())
}

pub async fn submit(server: &Process, who: u16) -> std::io::Result<Reply> {
    server.post(who, "review/submit", &[("lang", "ja")]).await
}

pub fn done(step: &str, reply: Reply) {
    assert_eq!((reply.status, reply.problem()), (303, None), "{step}: {reply:?}");
}
