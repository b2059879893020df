/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The four scenarios: order of the work, who does it, what the applicant is shown. */
#include "path.h"

PATH(scenario_0_from_the_counter_to_the_case_file, "scenario-0", STARTS(.accepted = true),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" }, { "check PASSED", "CHECKED/34", "send:OPERATOR@centre" },
     { "send SENT", "SENT/21", "decide:AGENCY@agency" }, { "decide GRANTED", "DECIDED/7", "receive:OPERATOR@centre" },
     { "receive RECEIVED", "", "inform:OPERATOR@centre" }, { "inform INFORMED", "READY/35", "issue:OPERATOR@centre" },
     { "issue ISSUED", "ISSUED/3", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(scenario_0_on_paper_with_originals_that_stay, "scenario-0", STARTS(.keeps_originals = true, .requests = 2),
     { NULL, "REGISTERED/1", "accept:OPERATOR@centre" }, { "accept ACCEPTED", "", "check:OPERATOR@centre" },
     { "check PASSED", "CHECKED/34 CHECKED/6 CHECKED/6", "request request" },
     { "answer request", "CHECKED/6", "request" }, { "failure request", "", "request-by-hand:OPERATOR@centre" },
     { "request-by-hand RECEIVED", "", "send:OPERATOR@centre" },
     { "send SENT", "SENT/21", "withdraw-originals:OPERATOR@centre" },
     { "withdraw-originals WITHDRAWN_ORIGINALS", "", "hand-over-centre:OPERATOR@centre" },
     { "hand-over-centre SIGNED", "", "hand-over-courier:COURIER" },
     { "hand-over-courier SIGNED", "", "hand-over-agency:AGENCY@agency" },
     { "hand-over-agency SIGNED", "", "decide:AGENCY@agency" },
     { "decide GRANTED resultForm=PAPER", "DECIDED/7", "bring-agency:AGENCY@agency" },
     { "bring-agency SIGNED", "", "bring-courier:COURIER" },
     { "bring-courier SIGNED", "", "bring-centre:OPERATOR@centre" },
     { "bring-centre SIGNED", "", "receive:OPERATOR@centre" }, { "receive RECEIVED", "", "inform:OPERATOR@centre" },
     { "inform INFORMED", "READY/35", "issue:OPERATOR@centre" },
     { "issue POSTED", "ISSUED/3", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(scenario_0_refused_by_the_agency, "scenario-0", STARTS(.accepted = true),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" }, { "check PASSED", "CHECKED/34", "send:OPERATOR@centre" },
     { "send SENT", "SENT/21", "decide:AGENCY@agency" }, { "decide REFUSED", "REFUSED/4", "receive:OPERATOR@centre" },
     { "receive RECEIVED", "", "inform:OPERATOR@centre" },
     { "inform INFORMED", "REFUSED/4", "refusal:OPERATOR@centre" },
     { "refusal HANDED", "REFUSED/4", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(scenario_0_nobody_comes_for_the_result, "scenario-0", STARTS(.accepted = true),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" }, { "check PASSED", "CHECKED/34", "send:OPERATOR@centre" },
     { "send SENT", "SENT/21", "decide:AGENCY@agency" },
     { "decide GRANTED resultForm=PAPER", "DECIDED/7", "bring-agency:AGENCY@agency" },
     { "bring-agency SIGNED", "", "bring-courier:COURIER" },
     { "bring-courier SIGNED", "", "bring-centre:OPERATOR@centre" },
     { "bring-centre SIGNED", "", "receive:OPERATOR@centre" }, { "receive RECEIVED", "", "inform:OPERATOR@centre" },
     { "inform INFORMED", "READY/35", "issue:OPERATOR@centre" },
     { "timer issue-reminder", "READY/35", "issue:OPERATOR@centre" },
     { "timer issue-expired", "", "return-unclaimed:OPERATOR@centre" },
     { "return-unclaimed RETURNED", "", "back-centre:OPERATOR@centre" },
     { "back-centre SIGNED", "", "back-courier:COURIER" }, { "back-courier SIGNED", "", "back-agency:AGENCY@agency" },
     { "back-agency SIGNED", "READY/35", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(scenario_0_nobody_brings_the_documents, "scenario-0", STARTS(0),
     { NULL, "REGISTERED/1", "accept:OPERATOR@centre" }, { "timer accept-expired", "WITHDRAWN/10", "" })

PATH(scenario_1_to_the_cabinet, "scenario-1", STARTS(0), { NULL, "REGISTERED/1", "check:OPERATOR@centre" },
     { "check PASSED", "CHECKED/34", "send:OPERATOR@centre" }, { "send SENT", "SENT/21", "decide:AGENCY@agency" },
     { "decide GRANTED", "DECIDED/7 ISSUED/3", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(scenario_1_originals_stay_and_a_copy_on_paper, "scenario-1", STARTS(.keeps_originals = true, .paper_copy = true),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" }, { "check PASSED", "CHECKED/34", "send:OPERATOR@centre" },
     { "send SENT", "SENT/21", "decide:AGENCY@agency" },
     { "decide GRANTED", "DECIDED/7 DECIDED/26", "withdraw-originals:OPERATOR@centre" },
     { "timer originals-reminder", "DECIDED/26", "withdraw-originals:OPERATOR@centre" },
     { "withdraw-originals WITHDRAWN_ORIGINALS", "", "hand-over-centre:OPERATOR@centre" },
     { "hand-over-centre SIGNED", "", "hand-over-courier:COURIER" },
     { "hand-over-courier SIGNED", "", "hand-over-agency:AGENCY@agency" },
     { "hand-over-agency SIGNED", "ISSUED/3", "inform:OPERATOR@centre" },
     { "inform INFORMED", "", "issue:OPERATOR@centre" }, { "issue ISSUED", "", "write-off:OPERATOR@centre" },
     { "write-off WRITTEN_OFF", "", "" })

PATH(scenario_1_originals_never_come, "scenario-1", STARTS(.keeps_originals = true),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" }, { "check PASSED", "CHECKED/34", "send:OPERATOR@centre" },
     { "send SENT", "SENT/21", "decide:AGENCY@agency" },
     { "decide GRANTED", "DECIDED/7 DECIDED/26", "withdraw-originals:OPERATOR@centre" },
     { "timer originals-expired", "SENT/21", "annul:AGENCY@agency" }, { "annul ANNULLED", "", "decide:AGENCY@agency" },
     { "decide REFUSED", "REFUSED/4 REFUSED/4", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(scenario_2_remarks_then_one_visit, "scenario-2", STARTS(.requests = 1),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" }, { "check REMARKS", "", "remarks:OPERATOR@centre" },
     { "remarks SENT", "REGISTERED/15", "correct:APPLICANT" },
     { "correct CORRECTED", "REGISTERED/1", "check:OPERATOR@centre" },
     { "check PASSED", "CHECKED/34 CHECKED/6", "request" }, { "answer request", "CHECKED/6", "send:OPERATOR@centre" },
     { "send SENT", "SENT/21", "decide:AGENCY@agency" }, { "decide GRANTED", "DECIDED/7", "receive:OPERATOR@centre" },
     { "receive RECEIVED", "", "inform:OPERATOR@centre" }, { "inform INFORMED", "READY/35", "issue:OPERATOR@centre" },
     { "issue ISSUED", "ISSUED/3", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(scenario_2_remarks_are_never_corrected, "scenario-2", STARTS(0), { NULL, "REGISTERED/1", "check:OPERATOR@centre" },
     { "check REMARKS", "", "remarks:OPERATOR@centre" }, { "remarks SENT", "REGISTERED/15", "correct:APPLICANT" },
     { "timer correct-expired", "", "refuse-uncorrected:OPERATOR@centre" },
     { "refuse-uncorrected REFUSED", "ACCEPTANCE_REFUSED/4", "" })

PATH(scenario_2_originals_differ_and_the_result_is_annulled, "scenario-2", STARTS(.keeps_originals = true),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" }, { "check PASSED", "CHECKED/34", "send:OPERATOR@centre" },
     { "send SENT", "SENT/21", "decide:AGENCY@agency" },
     { "decide GRANTED resultForm=PAPER", "DECIDED/7", "bring-agency:AGENCY@agency" },
     { "bring-agency SIGNED", "", "bring-courier:COURIER" },
     { "bring-courier SIGNED", "", "bring-centre:OPERATOR@centre" },
     { "bring-centre SIGNED", "", "receive:OPERATOR@centre" }, { "receive RECEIVED", "", "inform:OPERATOR@centre" },
     { "inform INFORMED", "READY/35", "issue:OPERATOR@centre" },
     { "issue MISMATCH", "", "back-centre:OPERATOR@centre" }, { "back-centre SIGNED", "", "back-courier:COURIER" },
     { "back-courier SIGNED", "", "back-agency:AGENCY@agency" },
     { "back-agency SIGNED", "SENT/21", "annul:AGENCY@agency" }, { "annul ANNULLED", "", "decide:AGENCY@agency" },
     { "decide REFUSED", "REFUSED/4", "receive:OPERATOR@centre" }, { "receive RECEIVED", "", "inform:OPERATOR@centre" },
     { "inform INFORMED", "REFUSED/4", "refusal:OPERATOR@centre" },
     { "refusal POSTED", "REFUSED/4", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(scenario_2_originals_are_withdrawn_at_issue, "scenario-2", STARTS(.keeps_originals = true),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" }, { "check PASSED", "CHECKED/34", "send:OPERATOR@centre" },
     { "send SENT", "SENT/21", "decide:AGENCY@agency" }, { "decide GRANTED", "DECIDED/7", "receive:OPERATOR@centre" },
     { "receive RECEIVED", "", "inform:OPERATOR@centre" }, { "inform INFORMED", "READY/35", "issue:OPERATOR@centre" },
     { "issue ISSUED", "ISSUED/3", "withdraw-originals:OPERATOR@centre" },
     { "withdraw-originals WITHDRAWN_ORIGINALS", "", "hand-over-centre:OPERATOR@centre" },
     { "hand-over-centre SIGNED", "", "hand-over-courier:COURIER" },
     { "hand-over-courier SIGNED", "", "hand-over-agency:AGENCY@agency" },
     { "hand-over-agency SIGNED", "", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })

PATH(scenario_3_accelerated_to_the_portal, "scenario-3", STARTS(.keeps_originals = true),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" },
     { "check PASSED", "CHECKED/34 CHECKED/26", "accept:OPERATOR@centre" },
     { "accept ACCEPTED", "", "send:OPERATOR@centre" },
     { "send SENT", "SENT/21", "withdraw-originals:OPERATOR@centre" },
     { "withdraw-originals WITHDRAWN_ORIGINALS", "", "hand-over-centre:OPERATOR@centre" },
     { "hand-over-centre SIGNED", "", "hand-over-courier:COURIER" },
     { "hand-over-courier SIGNED", "", "hand-over-agency:AGENCY@agency" },
     { "hand-over-agency SIGNED", "", "decide:AGENCY@agency" },
     { "decide GRANTED resultForm=ELECTRONIC", "DECIDED/7 ISSUED/3", "write-off:OPERATOR@centre" },
     { "write-off WRITTEN_OFF", "", "" })

PATH(scenario_3_invited_and_never_came, "scenario-3", STARTS(0), { NULL, "REGISTERED/1", "check:OPERATOR@centre" },
     { "check PASSED", "CHECKED/34 CHECKED/26", "accept:OPERATOR@centre" },
     { "timer accept-reminder", "CHECKED/26", "accept:OPERATOR@centre" },
     { "timer accept-expired", "WITHDRAWN/10", "" })

PATH(scenario_3_to_the_centre, "scenario-3", STARTS(0), { NULL, "REGISTERED/1", "check:OPERATOR@centre" },
     { "check PASSED", "CHECKED/34 CHECKED/26", "accept:OPERATOR@centre" },
     { "accept ACCEPTED", "", "send:OPERATOR@centre" }, { "send SENT", "SENT/21", "hand-over-centre:OPERATOR@centre" },
     { "hand-over-centre SIGNED", "", "hand-over-courier:COURIER" },
     { "hand-over-courier SIGNED", "", "hand-over-agency:AGENCY@agency" },
     { "hand-over-agency SIGNED", "", "decide:AGENCY@agency" },
     { "decide GRANTED", "DECIDED/7", "receive:OPERATOR@centre" }, { "receive RECEIVED", "", "inform:OPERATOR@centre" },
     { "inform INFORMED", "READY/35", "issue:OPERATOR@centre" },
     { "issue ISSUED", "ISSUED/3", "write-off:OPERATOR@centre" }, { "write-off WRITTEN_OFF", "", "" })
