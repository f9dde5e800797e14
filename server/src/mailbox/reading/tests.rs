use super::*;
use proptest::prelude::*;
use rstest::rstest;

const LETTER: &str = "0193a000-0000-7000-8000-000000000001";
const OTHER: &str = "0193a000-0000-7000-8000-000000000002";

fn id(text: &str) -> Uuid {
    text.parse().unwrap()
}

/// A mail with this header and text, its lines as they go over the wire.
fn mail(header: &str, text: &str) -> Incoming {
    let mail = format!("From: Hanako <hanako@example.jp>\nDate: Tue, 24 Nov 2026 10:00:00 +0900\n{header}\n\n{text}");
    read(mail.replace('\n', "\r\n").as_bytes(), true)
}

#[rstest]
#[case::written("Subject: x", Sort::Written)]
#[case::said_to_be_written("Auto-Submitted: no", Sort::Written)]
#[case::replied("Auto-Submitted: auto-replied", Sort::Automatic)]
#[case::generated("auto-submitted: Auto-Generated; owner-email=x", Sort::Automatic)]
#[case::vacation("Auto-Submitted: auto-replied (vacation)", Sort::Automatic)]
#[case::bulk("Precedence: bulk", Sort::Automatic)]
#[case::precedence("Precedence: auto_reply", Sort::Automatic)]
#[case::first_class("Precedence: first-class", Sort::Written)]
#[case::exchange("X-Auto-Response-Suppress: All", Sort::Automatic)]
#[case::exchange_none("X-Auto-Response-Suppress: None", Sort::Written)]
#[case::autoreply("X-Autoreply: yes", Sort::Automatic)]
#[case::list("List-Id: <x.example.jp>", Sort::Automatic)]
#[case::nobody("Return-Path: <>", Sort::Automatic)]
#[case::somebody("Return-Path: <hanako@example.jp>", Sort::Written)]
#[case::read_receipt(
    "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
    Sort::Automatic
)]
fn what_a_machine_wrote_is_known(#[case] header: &str, #[case] sort: Sort) {
    assert_eq!(mail(header, "はい").sort, sort);
}

#[test]
fn an_old_mail_server_is_read_by_a_person() {
    let bytes = b"From: Mail Delivery Subsystem <MAILER-DAEMON@docomo.ne.jp>\r\nReturn-Path: <>\r\n\r\nUnknown user";
    assert_eq!(read(bytes, true).sort, Sort::Written);
}

#[rstest]
#[case::answers(&format!("In-Reply-To: <{LETTER}@madoguchi.example>"), &[LETTER])]
#[case::folded(&format!("In-Reply-To:\n\t<{LETTER}@madoguchi.example>"), &[LETTER])]
#[case::goes_back(&format!("References: <{OTHER}@a> <x@y>\n <{LETTER}@a>"), &[LETTER, OTHER])]
#[case::what_it_answers_first(&format!("References: <{LETTER}@a> <{OTHER}@a>\nIn-Reply-To: <{LETTER}@a>"), &[LETTER, OTHER])]
#[case::by_its_address("To: office+0193a00000007000800000000000001@x.jp, <office+0193A000000070008000000000000001@x.jp>", &[LETTER])]
#[case::of_others("In-Reply-To: <abc@example.jp> <@> < > <>", &[])]
#[case::none("Subject: x", &[])]
fn the_letters_it_names(#[case] header: &str, #[case] letters: &[&str]) {
    assert_eq!(mail(header, "はい").letters, letters.iter().map(|text| id(text)).collect::<Vec<_>>());
}

#[test]
fn the_office_in_its_address() {
    let mail = mail("To: =?utf-8?B?56qT5Y+j?= <mado+Niitsu@x.jp>\nDelivered-To: mado+niitsu@x.jp\nCc: a@x.jp", "");
    assert_eq!(mail.tags, ["niitsu"]);
}

#[rstest]
#[case::named("Hanako <Hanako@Example.JP>", Some("Hanako@example.jp"))]
#[case::old_carrier("ab..c.@docomo.ne.jp", Some("ab..c.@docomo.ne.jp"))]
#[case::quoted("\"ab..c.\"@docomo.ne.jp", Some("ab..c.@docomo.ne.jp"))]
#[case::quoted_with_a_name("Hanako <\"ab..c.\"@docomo.ne.jp>", Some("ab..c.@docomo.ne.jp"))]
#[case::quoted_within_another("\"hanako@example.jp\"@evil.example", None)]
#[case::two("a@example.jp, b@example.jp", None)]
#[case::two_quoted("\"a.\"@example.jp, \"b.\"@example.jp", None)]
#[case::none("", None)]
#[case::nonsense("undisclosed-recipients:;", None)]
fn who_sent_it(#[case] from: &str, #[case] sender: Option<&str>) {
    let mail = read(format!("From: {from}\r\nSubject: x\r\n\r\nはい").as_bytes(), true);
    assert_eq!(mail.sender.as_ref().map(MailAddress::as_str), sender);
}

#[test]
fn a_japanese_telephone_s_mail_is_read() {
    let mut bytes = b"From: a@docomo.ne.jp\r\nSubject: =?ISO-2022-JP?B?GyRCTj07MSQ3JF4kORsoQg==?=\r\n\
        Content-Type: text/plain; charset=ISO-2022-JP\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"
        .to_vec();
    bytes.extend_from_slice(b"\x1b$B$O$$!\"9T$-$^$9\x1b(B\r\n");
    let mail = read(&bytes, true);
    assert_eq!(mail.text, "はい、行きます");
    assert!(!mail.subject.contains("=?"), "{}", mail.subject);
}

#[test]
fn of_html_what_it_says_is_kept() {
    let html = "<html><head><style>p{}</style></head><body><p>はい&amp;</p><script>alert(1)</script>\
                <img src=x onerror=alert(2)></body></html>";
    let mail = mail("Content-Type: text/html; charset=utf-8", html);
    assert!(mail.text.contains("はい&"), "{}", mail.text);
    assert!(!mail.text.contains('<') && !mail.text.contains("alert"), "{}", mail.text);
}

#[test]
fn a_quoted_link_loses_its_secret() {
    let secret = "AZOgAAAAcACAAAAAAAAAAd3q_4-x0Yp2b8c9d0e1f2g3h4i5";
    let mail = mail("Subject: x", &format!("はい\n> https://a.example/ja/b/{secret}\n{}", "-".repeat(60)));
    assert!(!mail.text.contains(&secret[..20]) && mail.text.contains("/ja/b/…"), "{}", mail.text);
    assert!(mail.text.ends_with("---"), "a ruled line stays");
}

#[test]
fn nothing_unseen_is_kept() {
    let mail = mail("Subject: a\u{202e}b\0c", "x\0y\u{7}\u{2067}z\u{85}");
    assert_eq!((mail.subject.as_str(), mail.text.as_str()), ("a b c", "xyz"));
}

#[test]
fn a_long_one_is_cut() {
    let long = mail("Subject: x", &"あ".repeat(LONGEST_TEXT + 1));
    assert!(long.is_cut && long.text.chars().count() == LONGEST_TEXT);
    assert!(!mail("Subject: x", "あ").is_cut);
    assert!(read(b"From: a@b.jp\r\n\r\nx", false).is_cut, "there was more than was fetched");
}

#[test]
fn the_same_mail_has_the_same_digest() {
    let first = mail("Message-ID: <a@b>\nReceived: by x", "はい");
    assert_eq!(first.digest, mail("Received: by y\nMessage-ID: <a@b>", "はい").digest);
    assert_ne!(first.digest, mail("Message-ID: <b@b>", "はい").digest);
    assert_ne!(
        mail("Subject: x", "はい").digest,
        mail("Subject: x", "いいえ").digest,
        "without an id, all of it counts"
    );
}

#[test]
fn a_mail_that_names_no_sender_can_be_read() {
    let mail = read(b"Subject: x\r\n\r\nhello", true);
    assert_eq!((mail.sort, mail.sender), (Sort::Written, None));
}

#[rstest]
#[case::empty(b"")]
#[case::blank(b"\r\n\r\n")]
fn what_cannot_be_read(#[case] bytes: &[u8]) {
    assert_eq!(read(bytes, true).sort, Sort::Unreadable);
}

fn report(action: &str, returned: &str) -> Incoming {
    let text = format!(
        "--b\nContent-Type: text/plain\n\nIt did not arrive.\n\n\
         --b\nContent-Type: message/delivery-status\n\n\
         Reporting-MTA: dns; relay.example\nArrival-Date: Tue, 24 Nov 2026 10:00:00 +0900\n\n\
         Final-Recipient: rfc822; hanako@example.jp\nAction: {action}\nStatus: 5.1.1\nRemote-MTA: dns; mx.example.jp\n\
         Diagnostic-Code: smtp; 550 5.1.1\n <hanako@example.jp> unknown\n\n{returned}--b--\n"
    );
    mail("Content-Type: multipart/report; report-type=delivery-status; boundary=b\nAuto-Submitted: auto-replied", &text)
}

#[rstest]
#[case::whole("message/rfc822")]
#[case::header_alone("text/rfc822-headers")]
#[case::of_unicode("message/global-headers")]
fn a_report_names_the_letter_that_came_back(#[case] kind: &str) {
    let returned = format!(
        "--b\nContent-Type: {kind}\n\nSubject: x\nMessage-ID:\n <{LETTER}@madoguchi.example>\nTo: a@b.jp\n\nx\n\n"
    );
    let mail = report("failed", &returned);
    assert_eq!((mail.sort, mail.letters), (Sort::Failure, vec![id(LETTER)]));
    assert_eq!(mail.words, "5.1.1 550 5.1.1 <hanako@example.jp> unknown");
    assert_eq!(mail.server, "mx.example.jp");
}

#[rstest]
#[case("delayed")]
#[case("delivered")]
#[case("relayed")]
#[case("expanded")]
fn a_report_of_another_outcome_is_no_failure(#[case] action: &str) {
    assert_eq!(report(action, "").sort, Sort::Automatic);
}

#[test]
fn a_report_that_is_cut_off_is_still_one() {
    let whole = "From: a@b.jp\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\
                 \r\nAction: failed\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <x@y>\r\nSub";
    assert_eq!(read(whole.as_bytes(), false).sort, Sort::Failure);
}

proptest! {
    #[test]
    fn no_bytes_break_it(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let mail = read(&bytes, true);
        prop_assert!(mail.text.chars().count() <= LONGEST_TEXT);
        prop_assert!(!mail.text.contains('\0') && !mail.subject.contains('\0'));
    }

    #[test]
    fn no_odd_mime_breaks_it(
        kind in "(multipart|message|text|[a-z/]{0,5})/(mixed|alternative|report|rfc822|html|delivery-status|plain)",
        parameters in "(; (boundary|charset|report-type)=(\"?[ -~]{0,12}\"?)){0,3}",
        encoding in "(base64|quoted-printable|7bit|x-uuencode|[ -~]{0,9})",
        body in "(--b(--)?|Content-Type: (message/rfc822|multipart/mixed; boundary=b|text/html)|<[a-z!/]{0,6}>?|&#?[a-z0-9]{0,6};|=[0-9A-F]{0,2}|\\PC|\r\n){0,60}",
    ) {
        let mail = format!("From: a@b.jp\r\nContent-Type: {kind}{parameters}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}");
        let read = read(mail.as_bytes(), true);
        prop_assert!(read.subject.chars().count() <= LONGEST_LINE && read.text.chars().count() <= LONGEST_TEXT);
    }
}
