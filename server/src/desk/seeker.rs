//! The seeker's desk: which use case answers which question.

use crate::desk::{Desks, apply, day::report, failure::retried, hold, join, link, offices, reschedule, submit};
use app::{
    desk::{
        Answer, Lang, SeekerDesk,
        application::{Application, Details, DeviceReport, HoldRequest, TermsForm, VisitorKey},
        booking::{BookingView, Contact, LinkToken},
        calendar::{Calendar, FreeTime},
        join::{JoinView, JoiningAnswers, Questions},
        office::{OfficeDoor, OfficeView, TermsView},
    },
    domain::{attendee::Trouble, kind::Kind, slot::Span},
};
use chrono::NaiveDate;
use std::net::IpAddr;

#[async_trait::async_trait]
impl SeekerDesk for Desks {
    async fn doors(&self, lang: Lang) -> Answer<Vec<OfficeDoor>> {
        retried(|| offices::doors(self, lang)).await
    }

    async fn office(&self, slug: &str, lang: Lang) -> Answer<OfficeView> {
        retried(|| offices::office(self, slug, lang)).await
    }

    async fn terms(&self, slug: &str, version: Option<&str>, lang: Lang) -> Answer<TermsView> {
        retried(|| offices::terms(self, slug, version, lang)).await
    }

    async fn calendar(
        &self,
        slug: &str,
        kind: Kind,
        from: Option<NaiveDate>,
        days: u8,
        lang: Lang,
    ) -> Answer<Calendar> {
        self.live.calendar(slug, kind, from, days, lang).await
    }

    async fn nearest(&self, slug: &str, kind: Kind, near: Span, most: u8) -> Answer<Vec<FreeTime>> {
        self.live.nearest(slug, kind, near, most).await
    }

    async fn hold(&self, visitor: VisitorKey, address: IpAddr, request: HoldRequest) -> Answer<Application> {
        hold::hold(self, visitor, address, request).await
    }

    async fn extend_hold(&self, visitor: VisitorKey) -> Answer<Application> {
        hold::extend(self, visitor).await
    }

    async fn release(&self, visitor: VisitorKey) -> Answer<()> {
        hold::release(self, visitor).await
    }

    async fn application(&self, visitor: VisitorKey, lang: Lang) -> Answer<Option<Application>> {
        apply::application(self, visitor, lang).await
    }

    async fn answer_terms(&self, visitor: VisitorKey, form: TermsForm) -> Answer<Application> {
        apply::answer_terms(self, visitor, form).await
    }

    async fn draft_terms(&self, visitor: VisitorKey, form: TermsForm, sent: u32) -> Answer<()> {
        apply::draft_terms(self, visitor, form, sent).await
    }

    async fn report_device(&self, visitor: VisitorKey, report: DeviceReport) -> Answer<Application> {
        apply::report_device(self, visitor, report).await
    }

    async fn keep_details(&self, visitor: VisitorKey, details: Details) -> Answer<Application> {
        apply::keep_details(self, visitor, details).await
    }

    async fn draft_details(&self, visitor: VisitorKey, details: Details, sent: u32) -> Answer<()> {
        apply::draft_details(self, visitor, details, sent).await
    }

    async fn submit(&self, visitor: VisitorKey) -> Answer<BookingView> {
        submit::submit(self, visitor).await
    }

    async fn submitted(&self, visitor: VisitorKey, lang: Lang) -> Answer<BookingView> {
        submit::submitted(self, visitor, lang).await
    }

    async fn mend_address(&self, visitor: VisitorKey, mail: String) -> Answer<BookingView> {
        submit::mend_address(self, visitor, &mail).await
    }

    async fn carry_out(&self, visitor: VisitorKey) -> Answer<String> {
        apply::carry_out(self, visitor).await
    }

    async fn carry_in(&self, visitor: VisitorKey, code: &str) -> Answer<Application> {
        apply::carry_in(self, visitor, code).await
    }

    async fn booking(&self, token: &LinkToken, lang: Lang) -> Answer<BookingView> {
        link::booking(self, token, lang).await
    }

    async fn press_received(&self, token: &LinkToken) -> Answer<BookingView> {
        link::press_received(self, token).await
    }

    async fn reschedule(&self, token: &LinkToken, to: Span) -> Answer<BookingView> {
        reschedule::reschedule(self, token, to).await
    }

    async fn correct(&self, token: &LinkToken, contact: Contact) -> Answer<BookingView> {
        link::correct(self, token, contact).await
    }

    async fn check_device_again(&self, token: &LinkToken, report: DeviceReport) -> Answer<BookingView> {
        link::check_device_again(self, token, report).await
    }

    async fn cancel(&self, token: &LinkToken, reason: String) -> Answer<BookingView> {
        link::cancel(self, token, &reason).await
    }

    async fn declare(&self, token: &LinkToken, form: TermsForm) -> Answer<BookingView> {
        link::declare(self, token, form).await
    }

    async fn declared(&self, token: &LinkToken) -> Answer<TermsForm> {
        retried(|| link::declared(self, token)).await
    }

    async fn join(&self, token: &LinkToken, lang: Lang) -> Answer<JoinView> {
        retried(|| join::view(self, token, lang)).await
    }

    async fn questions(&self, token: &LinkToken, lang: Lang) -> Answer<Questions> {
        retried(|| join::questions::asked(self, token, lang)).await
    }

    async fn answer_questions(&self, token: &LinkToken, answers: JoiningAnswers) -> Answer<bool> {
        retried(|| join::questions::answer(self, token, &answers)).await
    }

    async fn tell_office(&self, token: &LinkToken, trouble: Trouble) -> Answer<()> {
        retried(|| report::report(self, token, trouble)).await
    }

    async fn send_link_again(&self, slug: &str, mail: &str) -> Answer<()> {
        link::send_link_again(self, slug, mail).await
    }
}
