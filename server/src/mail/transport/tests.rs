use std::{sync::Arc, time::Duration};

use tokio::sync::Notify;

use super::*;
use crate::mail::{
    settings::Way,
    sink::{Cover, Fault, Sink, certificate},
};

fn smtp(way: &str, patience: Patience) -> Smtp {
    trusting(way, patience, None)
}

fn trusting(way: &str, patience: Patience, authority: Option<std::path::PathBuf>) -> Smtp {
    let Ok(Way::Smtp(relay)) = way.parse() else { panic!("{way} is a relay") };
    let from = "office@madoguchi.example".parse().unwrap();
    let settings = Settings { way: Way::Smtp(relay.clone()), from, authority };
    Smtp::new(relay, &settings, "madoguchi.example", patience).unwrap()
}

fn to(sink: &Sink) -> Smtp {
    smtp(&format!("smtp://{}", sink.address), Patience::default())
}

fn impatient(sink: &Sink) -> Smtp {
    let short = Duration::from_millis(150);
    smtp(&format!("smtp://{}", sink.address), Patience { connect: short, command: short, verdict: short })
}

fn letter() -> Sealed {
    Sealed {
        from: Address::new_dangerous("office", "madoguchi.example"),
        to: Address::new_dangerous("taro", "example.jp"),
        bytes: b"Subject: test\r\n\r\n.one dot\r\n..two dots\r\n".to_vec(),
    }
}

fn temporary(result: &Result<Acceptance, Failure>) -> &str {
    match result {
        Err(Failure::Temporary { reply }) => reply,
        other => panic!("not temporary: {other:?}"),
    }
}

#[tokio::test]
async fn an_accepted_letter_names_the_server_and_its_words() {
    let sink = Sink::start().await;
    let acceptance = to(&sink).send(&letter()).await.unwrap();
    assert_eq!(acceptance, Acceptance { server: "sink.example".to_owned(), reply: "250 2.0.0 queued as 1".to_owned() });
    let taken = sink.taken();
    assert_eq!(taken[0].envelope, ["MAIL FROM:<office@madoguchi.example>", "RCPT TO:<taro@example.jp>"]);
    assert_eq!(taken[0].data, "Subject: test\r\n\r\n.one dot\r\n..two dots\r\n\r\n");
}

#[tokio::test]
async fn letters_share_a_connection() {
    let sink = Sink::start().await;
    let smtp = to(&sink);
    for _ in 0..3 {
        smtp.send(&letter()).await.unwrap();
    }
    assert_eq!((sink.taken().len(), sink.connections()), (3, 1));
}

#[tokio::test]
async fn a_refused_address_is_permanent_and_the_connection_lives_on() {
    let sink = Sink::start().await;
    let smtp = to(&sink);
    sink.next(Fault::Recipient("550 5.1.1 no such user"));
    let refused = smtp.send(&letter()).await;
    assert_eq!(
        refused,
        Err(Failure::Permanent { server: "sink.example".to_owned(), reply: "550 5.1.1 no such user".to_owned() })
    );
    smtp.send(&letter()).await.unwrap();
    assert_eq!(sink.connections(), 1);
}

#[tokio::test]
async fn a_refusal_of_the_letter_itself_is_permanent() {
    let sink = Sink::start().await;
    sink.next(Fault::Verdict("554-5.6.0 not this\r\n554 5.6.0 letter"));
    let refused = to(&sink).send(&letter()).await;
    assert!(
        matches!(&refused, Err(Failure::Permanent { reply, .. }) if reply == "554 5.6.0 not this letter"),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_server_that_is_busy_is_asked_again_later() {
    let sink = Sink::start().await;
    let smtp = to(&sink);
    for fault in [
        Fault::Recipient("451 4.7.1 greylisted"),
        Fault::Verdict("452 4.3.1 disk full"),
        Fault::Greeting("421 4.3.2 busy"),
        Fault::Greeting("554 5.7.1 not from there"),
    ] {
        // Each on a connection of its own, so that the greeting's turn comes.
        let smtp = if matches!(fault, Fault::Greeting(_)) { &to(&sink) } else { &smtp };
        sink.next(fault);
        temporary(&smtp.send(&letter()).await);
    }
    assert!(smtp.send(&letter()).await.is_ok());
}

#[tokio::test]
async fn what_is_our_own_fault_is_never_the_addresss() {
    let sink = Sink::start().await;
    let smtp = to(&sink);
    sink.next(Fault::Sender("550 5.7.1 you may not send as this"));
    assert_eq!(temporary(&smtp.send(&letter()).await), "550 5.7.1 you may not send as this");
    sink.next(Fault::Recipient("530 5.7.0 sign in first"));
    assert_eq!(temporary(&smtp.send(&letter()).await), "530 5.7.0 sign in first");
}

#[tokio::test]
async fn an_answer_that_comes_late_is_never_taken_for_another_letters() {
    let sink = Sink::start().await;
    let smtp = impatient(&sink);
    let permit = Arc::new(Notify::new());
    sink.next(Fault::HeldBack(permit.clone()));
    let late = smtp.send(&letter()).await;
    assert_eq!(temporary(&late), "no answer after the letter was handed over");
    permit.notify_one();
    sink.next(Fault::Verdict("550 5.0.0 the second is refused"));
    assert!(matches!(smtp.send(&letter()).await, Err(Failure::Permanent { .. })));
    assert_eq!(sink.connections(), 2);
}

#[tokio::test]
async fn silence_a_cut_and_nonsense_are_temporary_and_end_the_connection() {
    let sink = Sink::start().await;
    let smtp = impatient(&sink);
    for (count, fault) in
        [Fault::StallAtRecipient(Arc::default()), Fault::CutAfterData, Fault::Nonsense].into_iter().enumerate()
    {
        sink.next(fault);
        temporary(&smtp.send(&letter()).await);
        assert_eq!(sink.connections(), count + 1);
    }
}

#[tokio::test]
async fn no_server_at_all_is_temporary() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let smtp = smtp(&format!("smtp://{free}"), Patience::default());
    temporary(&smtp.send(&letter()).await);
}

#[tokio::test]
async fn nothing_is_said_to_a_server_without_starttls_when_it_is_wanted() {
    let sink = Sink::start().await;
    let smtp = smtp(&format!("smtp+starttls://{}", sink.address), Patience::default());
    temporary(&smtp.send(&letter()).await);
    assert!(sink.taken().is_empty());
}

#[tokio::test]
async fn tls_and_starttls_with_a_password() {
    let (authority, acceptor) = certificate();
    for (scheme, cover) in [("smtps", Cover::Tls(acceptor.clone())), ("smtp+starttls", Cover::StartTls(acceptor))] {
        let sink = Sink::start_under(cover).await;
        let port = sink.address.port();
        let known = Some(authority.path().to_owned());
        let way = |password: &str| format!("{scheme}://office:{password}@localhost:{port}");
        trusting(&way("geheim"), Patience::default(), known.clone()).send(&letter()).await.unwrap();
        assert_eq!(sink.taken().len(), 1, "{scheme}");

        let wrong = trusting(&way("falsch"), Patience::default(), known).send(&letter()).await;
        assert_eq!(temporary(&wrong), "535 5.7.8 who?");
        let unknown = smtp(&way("geheim"), Patience::default()).send(&letter()).await;
        temporary(&unknown);
        assert_eq!(sink.taken().len(), 1, "nothing is said to a server that nobody vouches for");
    }
}
