/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Services with a life of their own: order of the work, who does it, what the applicant is shown. */
#include "path.h"

PATH(a_foreign_passport_is_made_and_the_old_one_withdrawn, "passport-foreign",
     STARTS(.accepted = true, .keeps_originals = true, .requests = 1),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" }, { "check PASSED", "CHECKED/34 CHECKED/6", "request" },
     { "answer request", "CHECKED/6", "biometrics:OPERATOR@centre" },
     { "biometrics TAKEN", "", "send:OPERATOR@centre" }, { "send SENT", "SENT/21", "restrictions:AGENCY@agency" },
     { "restrictions CLEAR", "", "decide:AGENCY@agency" }, { "decide GRANTED", "DECIDED/7", "produce:AGENCY@agency" },
     { "produce SPOILED", "", "produce:AGENCY@agency" }, { "produce PRODUCED", "", "bring-agency:AGENCY@agency" },
     { "bring-agency SIGNED", "", "bring-courier:COURIER" },
     { "bring-courier SIGNED", "", "bring-centre:OPERATOR@centre" },
     { "bring-centre SIGNED", "", "receive:OPERATOR@centre" }, { "receive RECEIVED", "", "inform:OPERATOR@centre" },
     { "inform INFORMED", "READY/35", "issue:OPERATOR@centre" },
     { "issue ISSUED", "ISSUED/3", "withdraw-originals:OPERATOR@centre" },
     { "withdraw-originals WITHDRAWN_ORIGINALS", "", "hand-over-centre:OPERATOR@centre" },
     { "hand-over-centre SIGNED", "", "hand-over-courier:COURIER" },
     { "hand-over-courier SIGNED", "", "hand-over-agency:AGENCY@agency" },
     { "hand-over-agency SIGNED", "", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(a_foreign_passport_from_the_portal_needs_a_visit, "passport-foreign", STARTS(0),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" },
     { "check PASSED", "CHECKED/34 CHECKED/26", "accept:OPERATOR@centre" },
     { "accept ACCEPTED", "", "biometrics:OPERATOR@centre" }, { "biometrics NOT_REQUIRED", "", "send:OPERATOR@centre" },
     { "send SENT", "SENT/21", "restrictions:AGENCY@agency" },
     { "restrictions RESTRICTED", "", "decide:AGENCY@agency" },
     { "decide REFUSED", "REFUSED/4", "receive:OPERATOR@centre" }, { "receive RECEIVED", "", "inform:OPERATOR@centre" },
     { "inform INFORMED", "REFUSED/4", "refusal:OPERATOR@centre" },
     { "refusal HANDED", "REFUSED/4", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(a_driving_licence_is_checked_on_two_sides_at_once, "driving-licence", STARTS(.accepted = true),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" }, { "check PASSED", "CHECKED/34", "send:OPERATOR@centre" },
     { "send SENT", "SENT/21", "driver-check:AGENCY@agency medical-check:AGENCY@agency" },
     { "medical-check VALID", "", "driver-check:AGENCY@agency checks-done" },
     { "driver-check CLEAR", "", "decide:AGENCY@agency" }, { "decide GRANTED", "DECIDED/7", "produce:AGENCY@agency" },
     { "produce PRODUCED", "", "bring-agency:AGENCY@agency" }, { "bring-agency SIGNED", "", "bring-courier:COURIER" },
     { "bring-courier SIGNED", "", "bring-centre:OPERATOR@centre" },
     { "bring-centre SIGNED", "", "receive:OPERATOR@centre" }, { "receive RECEIVED", "", "inform:OPERATOR@centre" },
     { "inform INFORMED", "READY/35", "issue:OPERATOR@centre" },
     { "issue MISMATCH", "", "back-centre:OPERATOR@centre" }, { "back-centre SIGNED", "", "back-courier:COURIER" },
     { "back-courier SIGNED", "", "back-agency:AGENCY@agency" },
     { "back-agency SIGNED", "SENT/21", "annul:AGENCY@agency" }, { "annul ANNULLED", "", "decide:AGENCY@agency" },
     { "decide REFUSED", "REFUSED/4", "receive:OPERATOR@centre" }, { "receive RECEIVED", "", "inform:OPERATOR@centre" },
     { "inform INFORMED", "REFUSED/4", "refusal:OPERATOR@centre" },
     { "refusal POSTED", "REFUSED/4", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(rights_are_suspended_and_go_on, "real-estate", STARTS(.accepted = true, .paper_copy = true),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" }, { "check PASSED", "CHECKED/34", "send:OPERATOR@centre" },
     { "send SENT", "SENT/21", "examine:AGENCY@agency" }, { "examine DEFECTS", "SENT/14", "remove-defects:APPLICANT" },
     { "remove-defects CORRECTED", "SENT/6", "examine:AGENCY@agency" }, { "examine CLEAR", "", "decide:AGENCY@agency" },
     { "decide GRANTED", "DECIDED/7", "record:AGENCY@agency" },
     { "record RECORDED", "ISSUED/3", "inform:OPERATOR@centre" }, { "inform INFORMED", "", "issue:OPERATOR@centre" },
     { "timer issue-expired", "ISSUED/3", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(rights_are_refused_when_three_months_pass, "real-estate", STARTS(.scenario = 2),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" }, { "check PASSED", "CHECKED/34", "send:OPERATOR@centre" },
     { "send SENT", "SENT/21", "examine:AGENCY@agency" }, { "examine DEFECTS", "SENT/14", "remove-defects:APPLICANT" },
     { "timer defects-expired", "", "decide:AGENCY@agency" },
     { "decide REFUSED", "REFUSED/4 REFUSED/4", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(a_payment_waits_for_an_agency_and_for_the_right_account, "social-payment", STARTS(.requests = 1),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" }, { "check PASSED", "CHECKED/34 CHECKED/6", "request" },
     { "failure request", "", "request-by-hand:OPERATOR@centre" },
     { "request-by-hand NOT_GIVEN", "", "send:OPERATOR@centre" },
     { "send SENT", "SENT/21 SENT/7", "extend:AGENCY@agency" }, { "extend RECEIVED", "", "decide:AGENCY@agency" },
     { "decide GRANTED", "DECIDED/7", "pay:AGENCY@agency" }, { "pay BOUNCED", "DECIDED/15", "bank-details:APPLICANT" },
     { "bank-details CORRECTED", "DECIDED/7", "pay:AGENCY@agency" },
     { "pay PAID", "ISSUED/3", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(a_payment_refused_at_a_window_is_handed_over, "social-payment", STARTS(.accepted = true),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" }, { "check PASSED", "CHECKED/34", "send:OPERATOR@centre" },
     { "send SENT", "SENT/21", "decide:AGENCY@agency" },
     { "decide REFUSED", "REFUSED/4 REFUSED/4", "refusal:OPERATOR@centre" },
     { "timer refusal-expired", "REFUSED/4", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(a_marriage_after_a_month, "marriage-registration", STARTS(0), { NULL, "REGISTERED/1", "check:OPERATOR@centre" },
     { "check PASSED", "CHECKED/34 CHECKED/14", "consent:APPLICANT" },
     { "consent CONFIRMED", "CHECKED/34", "choose-date:APPLICANT" },
     { "choose-date CHOSEN ceremonyOn=2027-02-06", "", "send:OPERATOR@centre" },
     { "send SENT", "SENT/21", "decide:AGENCY@agency" },
     { "decide GRANTED", "DECIDED/25", "month-passed earlier-date" },
     { "timer month-passed", "", "ceremony:AGENCY@agency" }, { "ceremony MARRIED", "", "issue:AGENCY@agency" },
     { "issue ISSUED", "ISSUED/3", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(a_marriage_sooner_and_nobody_comes, "marriage-registration", STARTS(0),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" },
     { "check PASSED", "CHECKED/34 CHECKED/14", "consent:APPLICANT" },
     { "consent CONFIRMED", "CHECKED/34", "choose-date:APPLICANT" },
     { "choose-date CHOSEN", "", "send:OPERATOR@centre" }, { "send SENT", "SENT/21", "decide:AGENCY@agency" },
     { "decide GRANTED", "DECIDED/25", "month-passed earlier-date" },
     { "message earlier-date 0001-9000003-067201-0000001/26", "", "ceremony:AGENCY@agency" },
     { "ceremony NOT_COME", "WITHDRAWN/10", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(a_plot_with_a_competitor_goes_to_auction, "land-plot", STARTS(.accepted = true),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" }, { "check PASSED", "CHECKED/34", "send:OPERATOR@centre" },
     { "send SENT", "SENT/21", "completeness:AGENCY@agency" },
     { "completeness COMPLETE", "SENT/7", "notice:AGENCY@agency" },
     { "notice PUBLISHED", "", "no-claims competing-claim" },
     { "message competing-claim 0001-9000003-067201-0000001/26", "SENT/7", "auction:AGENCY@agency" },
     { "auction WON", "", "decide:AGENCY@agency" }, { "decide GRANTED", "DECIDED/7", "contract:AGENCY@agency" },
     { "contract SENT", "DECIDED/31", "sign-contract:APPLICANT" },
     { "sign-contract DISAGREED", "DECIDED/7", "contract:AGENCY@agency" },
     { "contract SENT", "DECIDED/31", "sign-contract:APPLICANT" },
     { "sign-contract SIGNED", "DECIDED/7", "register-right" },
     { "failure register-right", "", "repair-registration:AGENCY@agency" },
     { "repair-registration REPAIRED", "", "register-right" },
     { "answer register-right", "", "bring-agency:AGENCY@agency" },
     { "bring-agency SIGNED", "", "bring-courier:COURIER" },
     { "bring-courier SIGNED", "", "bring-centre:OPERATOR@centre" },
     { "bring-centre SIGNED", "", "receive:OPERATOR@centre" }, { "receive RECEIVED", "", "inform:OPERATOR@centre" },
     { "inform INFORMED", "READY/35", "issue:OPERATOR@centre" },
     { "issue ISSUED", "ISSUED/3", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(a_plot_nobody_signs_for, "land-plot", STARTS(.accepted = true), { NULL, "REGISTERED/1", "check:OPERATOR@centre" },
     { "check PASSED", "CHECKED/34", "send:OPERATOR@centre" }, { "send SENT", "SENT/21", "completeness:AGENCY@agency" },
     { "completeness COMPLETE", "SENT/7", "notice:AGENCY@agency" },
     { "notice PUBLISHED", "", "no-claims competing-claim" }, { "timer no-claims", "", "decide:AGENCY@agency" },
     { "decide GRANTED", "DECIDED/7", "contract:AGENCY@agency" },
     { "contract SENT", "DECIDED/31", "sign-contract:APPLICANT" },
     { "timer contract-expired", "WITHDRAWN/10", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(high_tech_care_through_the_queue_of_quotas, "vmp", STARTS(.accepted = true),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" }, { "check PASSED", "CHECKED/34", "send:OPERATOR@centre" },
     { "send SENT", "SENT/21", "commission:AGENCY@agency" },
     { "commission MORE", "SENT/14", "more-documents:APPLICANT" },
     { "more-documents CORRECTED", "SENT/6", "commission:AGENCY@agency" },
     { "commission INDICATED", "SENT/7", "quota:AGENCY@agency" },
     { "quota MOVED position=12", "SENT/7", "quota:AGENCY@agency" },
     { "timer tests-aged", "SENT/14", "renew:APPLICANT" }, { "renew CORRECTED", "SENT/6", "quota:AGENCY@agency" },
     { "quota ALLOTTED clinic=dzm", "", "clinic-review:AGENCY@agency" },
     { "clinic-review MORE", "SENT/14", "clinic-documents:APPLICANT" },
     { "clinic-documents CORRECTED", "SENT/6", "clinic-review:AGENCY@agency" },
     { "clinic-review ACCEPTED", "", "decide:AGENCY@agency" },
     { "decide GRANTED", "ISSUED/3", "admission:AGENCY@agency" }, { "admission CAME", "", "write-off:OPERATOR@centre" },
     { "write-off WRITTEN_OFF", "", "" })

PATH(high_tech_care_is_not_indicated, "vmp", STARTS(.accepted = true),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" }, { "check PASSED", "CHECKED/34", "send:OPERATOR@centre" },
     { "send SENT", "SENT/21", "commission:AGENCY@agency" }, { "commission NOT_INDICATED", "", "decide:AGENCY@agency" },
     { "decide REFUSED", "REFUSED/4 REFUSED/4", "refusal:OPERATOR@centre" },
     { "refusal HANDED", "REFUSED/4", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(a_place_in_a_kindergarten, "kindergarten", STARTS(0), { NULL, "REGISTERED/1", "check:OPERATOR@centre" },
     { "check PASSED", "CHECKED/34", "send:OPERATOR@centre" }, { "send SENT", "SENT/21", "enqueue:AGENCY@agency" },
     { "enqueue ENQUEUED position=40", "SENT/7", "queue:AGENCY@agency" },
     { "queue MOVED position=3", "SENT/7", "queue:AGENCY@agency" }, { "queue PLACE", "SENT/14", "offer:APPLICANT" },
     { "timer offer-expired", "SENT/7", "queue:AGENCY@agency" }, { "queue PLACE", "SENT/14", "offer:APPLICANT" },
     { "offer DECLINED", "SENT/6 SENT/7", "queue:AGENCY@agency" }, { "queue PLACE", "SENT/14", "offer:APPLICANT" },
     { "offer ACCEPTED", "SENT/6", "decide:AGENCY@agency" }, { "decide GRANTED", "DECIDED/7", "enrol:AGENCY@agency" },
     { "enrol ENROLLED", "ISSUED/3", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(a_birth_brings_several_services_and_one_visit, "life-situation", STARTS(.accepted = true),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" }, { "check PASSED", "CHECKED/34", "compose:OPERATOR@centre" },
     { "compose COMPOSED wantsResidence=true wantsKindergarten=true wantsCapital=true wantsPregnancy=true", "",
       "birth pregnancy" },
     { "ended pregnancy REFUSED", "", "birth all-ready" }, { "ready birth GRANTED", "", "all-ready residence capital" },
     { "ready capital GRANTED", "", "all-ready residence by-record-done" },
     { "ready residence GRANTED", "", "all-ready by-record-done kindergarten" },
     { "ended kindergarten GRANTED", "", "inform:OPERATOR@centre" },
     { "inform INFORMED", "READY/35", "issue:OPERATOR@centre" },
     { "issue ISSUED", "ISSUED/3", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(without_the_record_of_birth_nothing_else_is_asked_for, "life-situation", STARTS(.accepted = true),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" }, { "check PASSED", "CHECKED/34", "compose:OPERATOR@centre" },
     { "compose COMPOSED wantsResidence=true wantsBenefit=true", "", "birth all-ready" },
     { "ready birth REFUSED", "", "inform:OPERATOR@centre" },
     { "inform INFORMED", "READY/35", "issue:OPERATOR@centre" },
     { "timer issue-reminder", "READY/35", "issue:OPERATOR@centre" },
     { "timer issue-expired", "READY/35", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(a_service_that_was_withdrawn_keeps_nothing_waiting, "life-situation", STARTS(.accepted = true),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" }, { "check PASSED", "CHECKED/34", "compose:OPERATOR@centre" },
     { "compose COMPOSED wantsResidence=true", "", "birth all-ready" },
     { "ended birth NONE", "", "inform:OPERATOR@centre" }, { "inform INFORMED", "READY/35", "issue:OPERATOR@centre" },
     { "issue ISSUED", "ISSUED/3", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(originals_differ_at_the_visit_and_one_result_is_annulled, "bundle-service",
     STARTS(.accepted = true, .keeps_originals = true), { NULL, "REGISTERED/1 CHECKED/34", "send:OPERATOR@centre" },
     { "send SENT", "SENT/21", "decide:AGENCY@agency" },
     { "decide GRANTED resultForm=PAPER", "DECIDED/7", "bring-agency:AGENCY@agency" },
     { "bring-agency SIGNED", "", "bring-courier:COURIER" },
     { "bring-courier SIGNED", "", "bring-centre:OPERATOR@centre" },
     { "bring-centre SIGNED", "", "receive:OPERATOR@centre" }, { "receive RECEIVED", "READY/35", "visit" },
     { "message visit any came=true", "READY/35", "issue:OPERATOR@centre" },
     { "issue MISMATCH", "", "back-centre:OPERATOR@centre" }, { "back-centre SIGNED", "", "back-courier:COURIER" },
     { "back-courier SIGNED", "", "back-agency:AGENCY@agency" },
     { "back-agency SIGNED", "SENT/21", "annul:AGENCY@agency" }, { "annul ANNULLED", "", "decide:AGENCY@agency" },
     { "decide GRANTED resultForm=ELECTRONIC", "DECIDED/7", "receive:OPERATOR@centre" },
     { "receive RECEIVED", "READY/35", "inform:OPERATOR@centre" },
     { "inform INFORMED", "READY/35", "issue:OPERATOR@centre" },
     { "issue ISSUED", "ISSUED/3", "withdraw-originals:OPERATOR@centre" },
     { "withdraw-originals WITHDRAWN_ORIGINALS", "", "hand-over-centre:OPERATOR@centre" },
     { "hand-over-centre SIGNED", "", "hand-over-courier:COURIER" },
     { "hand-over-courier SIGNED", "", "hand-over-agency:AGENCY@agency" },
     { "hand-over-agency SIGNED", "", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(nobody_comes_for_a_result_of_a_bundle, "bundle-service", STARTS(.accepted = true),
     { NULL, "REGISTERED/1 CHECKED/34", "send:OPERATOR@centre" }, { "send SENT", "SENT/21", "decide:AGENCY@agency" },
     { "decide GRANTED", "DECIDED/7", "receive:OPERATOR@centre" }, { "receive RECEIVED", "READY/35", "visit" },
     { "message visit any came=false", "", "return-unclaimed:OPERATOR@centre" },
     { "return-unclaimed RETURNED", "READY/35", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(a_refusal_of_a_bundle_is_handed_at_the_visit, "bundle-service", STARTS(.accepted = true),
     { NULL, "REGISTERED/1 CHECKED/34", "send:OPERATOR@centre" }, { "send SENT", "SENT/21", "decide:AGENCY@agency" },
     { "decide REFUSED", "REFUSED/4", "visit" },
     { "message visit any came=true", "REFUSED/4", "refusal:OPERATOR@centre" },
     { "refusal HANDED", "REFUSED/4", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(nobody_comes_for_a_refusal_of_a_bundle, "bundle-service", STARTS(.accepted = true),
     { NULL, "REGISTERED/1 CHECKED/34", "send:OPERATOR@centre" }, { "send SENT", "SENT/21", "decide:AGENCY@agency" },
     { "decide REFUSED", "REFUSED/4", "visit" }, { "message visit any came=false", "", "write-off:OPERATOR@centre" },
     { "write-off WRITTEN_OFF", "", "" })

PATH(a_service_is_converted_in_eight_stages, "conversion", STARTS(.requests = 2),
     { NULL, "", "analysis:AGENCY@agency" }, { "analysis REMARKS", "", "send-remarks:AGENCY@agency" },
     { "send-remarks SENT", "", "fix-regulation:AGENCY@agency" },
     { "fix-regulation FIXED", "", "analysis:AGENCY@agency" }, { "analysis CLEAN", "", "schema:AGENCY@agency" },
     { "schema ASK", "", "consult:AGENCY@agency" }, { "consult ADVISED", "", "schema:AGENCY@agency" },
     { "schema READY", "", "agree-schema:AGENCY@agency" },
     { "agree-schema AGREED", "", "prototype:AGENCY@agency prototype:AGENCY@agency" },
     { "prototype READY", "", "prototype:AGENCY@agency" }, { "prototype READY", "", "show:AGENCY@agency" },
     { "show ACCEPTED", "", "test:AGENCY@agency" }, { "test PASSED", "", "protocol:AGENCY@agency" },
     { "protocol DRAWN_UP", "", "sign-operator:AGENCY@agency sign-user:AGENCY@agency" },
     { "sign-user SIGNED", "", "sign-operator:AGENCY@agency signed" },
     { "sign-operator SIGNED", "", "approve:AGENCY@agency" }, { "approve APPROVED", "", "documentation:AGENCY@agency" },
     { "documentation READY", "", "publication:AGENCY@agency" }, { "publication SENT", "", "incident no-incident" },
     { "timer no-incident", "", "remind-epgu:AGENCY@agency" }, { "remind-epgu REMINDED", "", "incident no-incident" },
     { "message epgu-incident high-tech-care", "", "publish:AGENCY@agency" },
     { "publish PROBLEMS", "", "fix-publication:AGENCY@agency" },
     { "fix-publication FIXED", "", "publish:AGENCY@agency" }, { "publish PUBLISHED", "", "integration:AGENCY@agency" },
     { "integration STANDARD", "", "requirements:AGENCY@agency" },
     { "requirements GIVEN", "", "build-integration:AGENCY@agency" },
     { "build-integration READY", "", "integration-test:AGENCY@agency" },
     { "integration-test FAILED", "", "build-integration:AGENCY@agency" },
     { "build-integration READY", "", "integration-test:AGENCY@agency" },
     { "integration-test PASSED", "",
       "sign-integration-user:AGENCY@agency sign-integration-operator:AGENCY@agency "
       "sign-integration-approver:AGENCY@agency" },
     { "sign-integration-approver SIGNED", "",
       "sign-integration-user:AGENCY@agency sign-integration-operator:AGENCY@agency integration-signed" },
     { "sign-integration-user SIGNED", "",
       "sign-integration-operator:AGENCY@agency integration-signed integration-signed" },
     { "sign-integration-operator SIGNED", "", "monitoring:AGENCY@agency" },
     { "monitoring CONNECTED autotests=FULL", "", "autotest:AGENCY@agency" },
     { "autotest FAILED", "", "monitoring:AGENCY@agency" },
     { "monitoring CONNECTED autotests=FULL", "", "autotest:AGENCY@agency" },
     { "autotest PASSED", "", "tell-test-data:AGENCY@agency" }, { "tell-test-data NOTED", "", "decommissioned" },
     { "message form-decommissioned high-tech-care", "", "" })

PATH(defects_are_removed_and_the_protocol_is_signed_and_approved_again, "conversion", STARTS(0),
     { NULL, "", "analysis:AGENCY@agency" }, { "analysis CLEAN", "", "schema:AGENCY@agency" },
     { "schema READY", "", "agree-schema:AGENCY@agency" }, { "agree-schema AGREED", "", "prototype:AGENCY@agency" },
     { "prototype READY", "", "show:AGENCY@agency" }, { "show ACCEPTED", "", "test:AGENCY@agency" },
     { "test DEFECTS", "", "protocol:AGENCY@agency" },
     { "protocol DRAWN_UP", "", "sign-operator:AGENCY@agency sign-user:AGENCY@agency" },
     { "sign-operator SIGNED", "", "sign-user:AGENCY@agency signed" },
     { "sign-user SIGNED", "", "approve:AGENCY@agency" }, { "approve APPROVED", "", "fix-defects:AGENCY@agency" },
     { "fix-defects FIXED", "", "test:AGENCY@agency" }, { "test PASSED", "", "protocol:AGENCY@agency" },
     { "protocol DRAWN_UP", "", "sign-operator:AGENCY@agency sign-user:AGENCY@agency" },
     { "sign-operator SIGNED", "", "sign-user:AGENCY@agency signed" },
     { "sign-user SIGNED", "", "approve:AGENCY@agency" }, { "approve APPROVED", "", "documentation:AGENCY@agency" },
     { "documentation READY", "", "publication:AGENCY@agency" }, { "publication SENT", "", "incident no-incident" },
     { "message epgu-incident high-tech-care", "", "publish:AGENCY@agency" },
     { "publish PUBLISHED", "", "integration:AGENCY@agency" },
     { "integration NOT_NEEDED", "", "monitoring:AGENCY@agency" },
     { "monitoring CONNECTED autotests=SHORT", "", "autotest:AGENCY@agency" },
     { "autotest PASSED", "", "decommissioned" }, { "message form-decommissioned high-tech-care", "", "" })

PATH(what_cannot_be_removed_stands_in_the_protocol_and_another_scheme_is_approved_first, "conversion", STARTS(0),
     { NULL, "", "analysis:AGENCY@agency" }, { "analysis CLEAN", "", "schema:AGENCY@agency" },
     { "schema READY", "", "agree-schema:AGENCY@agency" }, { "agree-schema AGREED", "", "prototype:AGENCY@agency" },
     { "prototype READY", "", "show:AGENCY@agency" }, { "show ACCEPTED", "", "test:AGENCY@agency" },
     { "test DEFECTS", "", "protocol:AGENCY@agency" },
     { "protocol DRAWN_UP", "", "sign-operator:AGENCY@agency sign-user:AGENCY@agency" },
     { "sign-user REFUSED", "", "sign-operator:AGENCY@agency signed" },
     { "sign-operator SIGNED", "", "protocol:AGENCY@agency" },
     { "protocol DRAWN_UP", "", "sign-operator:AGENCY@agency sign-user:AGENCY@agency" },
     { "sign-operator SIGNED", "", "sign-user:AGENCY@agency signed" },
     { "sign-user SIGNED", "", "approve:AGENCY@agency" }, { "approve RETURNED", "", "protocol:AGENCY@agency" },
     { "protocol DRAWN_UP", "", "sign-operator:AGENCY@agency sign-user:AGENCY@agency" },
     { "sign-operator SIGNED", "", "sign-user:AGENCY@agency signed" },
     { "sign-user SIGNED", "", "approve:AGENCY@agency" }, { "approve APPROVED", "", "fix-defects:AGENCY@agency" },
     { "fix-defects IMPOSSIBLE", "", "protocol:AGENCY@agency" },
     { "protocol DRAWN_UP", "", "sign-operator:AGENCY@agency sign-user:AGENCY@agency" },
     { "sign-operator SIGNED", "", "sign-user:AGENCY@agency signed" },
     { "sign-user SIGNED", "", "approve:AGENCY@agency" }, { "approve APPROVED", "", "documentation:AGENCY@agency" },
     { "documentation READY", "", "publication:AGENCY@agency" }, { "publication SENT", "", "incident no-incident" },
     { "message epgu-incident high-tech-care", "", "publish:AGENCY@agency" },
     { "publish PUBLISHED", "", "integration:AGENCY@agency" },
     { "integration OTHER", "", "approve-scheme:AGENCY@agency" },
     { "approve-scheme REJECTED", "", "integration:AGENCY@agency" },
     { "integration OTHER", "", "approve-scheme:AGENCY@agency" },
     { "approve-scheme APPROVED", "", "build-integration:AGENCY@agency" },
     { "build-integration READY", "", "integration-test:AGENCY@agency" },
     { "integration-test PASSED", "",
       "sign-integration-user:AGENCY@agency sign-integration-operator:AGENCY@agency "
       "sign-integration-approver:AGENCY@agency" },
     { "sign-integration-operator SIGNED", "",
       "sign-integration-user:AGENCY@agency sign-integration-approver:AGENCY@agency integration-signed" },
     { "sign-integration-user SIGNED", "",
       "sign-integration-approver:AGENCY@agency integration-signed integration-signed" },
     { "sign-integration-approver SIGNED", "", "monitoring:AGENCY@agency" },
     { "monitoring CONNECTED autotests=SHORT", "", "autotest:AGENCY@agency" },
     { "autotest PASSED", "", "decommissioned" }, { "message form-decommissioned high-tech-care", "", "" })

static int64_t
days_of(struct arena *arena, const char *term)
{
    int64_t days = 0;
    EXPECT(parse_int64(arena_strndup(arena, term, strcspn(term, " ")), &days));
    return days;
}

/* By stage: what the rules of conversion say, in working days but for the publication. */
TEST(stages_of_a_conversion_have_their_terms_and_performers)
{
    static const char *const steps[][3] = {
        { "schema", "10 WORKING", "=operator" },
        { "prototype", "15 WORKING", "=operator" },
        { "test", "10 WORKING", "=agency" },
        { "fix-defects", "4 WORKING", "=operator" },
        { "protocol", "2 WORKING", "=operator" },
        { "sign-operator", "1 WORKING", "=operator" },
        { "sign-user", "1 WORKING", "=agency" },
        { "approve", "3 WORKING", "=approver" },
        { "documentation", "7 WORKING", "=operator" },
        { "publication", "14 CALENDAR", "=operator" },
        { "approve-scheme", "10 WORKING", "=approver" },
    };
    REGULATION_SCOPED regulation;
    regulation_open(&regulation, "conversion");
    int64_t testing = 0;
    for (size_t i = 0; i < OKNO_ARRAY_SIZE(steps); i++) {
        const struct bpmn_element *element = bpmn_model_find(regulation.model, steps[i][0]);
        ck_assert_msg(element != NULL, "%s", steps[i][0]);
        EXPECT_TEXT(element->okno->term.text, steps[i][1]);
        EXPECT_TEXT(element->okno->performer.agency, steps[i][2]);
        if (i >= 2 && i <= 7 && !text_equal(steps[i][0], "sign-user")) /* both sign at the same time */
            testing += days_of(regulation.arena, steps[i][1]);
    }
    EXPECT_INT(testing, 20);
}

PATH(a_complaint_from_the_portal_is_registered_considered_and_answered, "complaint", STARTS(0),
     { NULL, "", "register:=complaint.role@centre" }, { "register REGISTERED", "", "consider:=complaint.role@centre" },
     { "consider SATISFIED", "", "send-answer:=complaint.role@centre" }, { "send-answer SENT", "", "" })

PATH(a_complaint_that_comes_late_is_told_to_the_controlling_organisation, "complaint", STARTS(.accepted = true),
     { NULL, "", "consider:=complaint.role@centre" },
     { "timer consider", "", "consider:=complaint.role@centre explain-lateness:CONTROLLER" },
     { "explain-lateness NOTED", "", "consider:=complaint.role@centre" },
     { "consider REFUSED", "", "send-answer:=complaint.role@centre" }, { "send-answer SENT", "", "" })
