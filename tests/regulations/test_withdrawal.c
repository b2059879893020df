/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The applicant takes the application back: what was going on stops, papers come home, the rest goes to the case. */
#include "path.h"

PATH(withdrawn_at_the_check, "scenario-2", STARTS(0), { NULL, "REGISTERED/1", "check:OPERATOR@centre" },
     { "message withdrawn", "WITHDRAWN/10", "withdrawal-write-off:OPERATOR@centre" },
     { "withdrawal-write-off WRITTEN_OFF", "", "" })

PATH(withdrawn_while_agencies_are_asked, "real-estate", STARTS(.requests = 2),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" },
     { "check PASSED", "CHECKED/34 CHECKED/6 CHECKED/6", "request request" },
     { "message withdrawn", "WITHDRAWN/10", "withdrawal-write-off:OPERATOR@centre" },
     { "withdrawal-write-off WRITTEN_OFF", "", "" })

PATH(withdrawn_from_the_agency, "scenario-1", STARTS(0), { NULL, "REGISTERED/1", "check:OPERATOR@centre" },
     { "check PASSED", "CHECKED/34", "send:OPERATOR@centre" }, { "send SENT", "SENT/21", "decide:AGENCY@agency" },
     { "message withdrawn", "WITHDRAWN/10", "withdrawal-stop:AGENCY@agency" },
     { "withdrawal-stop STOPPED", "", "withdrawal-write-off:OPERATOR@centre" },
     { "withdrawal-write-off WRITTEN_OFF", "", "" })

PATH(withdrawn_with_originals_at_the_agency, "scenario-0", STARTS(.accepted = true, .keeps_originals = true),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" }, { "check PASSED", "CHECKED/34", "send:OPERATOR@centre" },
     { "send SENT", "SENT/21", "withdraw-originals:OPERATOR@centre" },
     { "withdraw-originals WITHDRAWN_ORIGINALS", "", "hand-over-centre:OPERATOR@centre" },
     { "hand-over-centre SIGNED", "", "hand-over-courier:COURIER" },
     { "hand-over-courier SIGNED", "", "hand-over-agency:AGENCY@agency" },
     { "hand-over-agency SIGNED", "", "decide:AGENCY@agency" },
     { "message withdrawn", "WITHDRAWN/10", "withdrawal-stop:AGENCY@agency" },
     { "withdrawal-stop STOPPED", "", "withdrawal-give:AGENCY@agency" },
     { "withdrawal-give SIGNED", "", "withdrawal-courier:COURIER" },
     { "withdrawal-courier SIGNED", "", "withdrawal-take:OPERATOR@centre" },
     { "withdrawal-take SIGNED", "", "withdrawal-return:OPERATOR@centre" },
     { "withdrawal-return GIVEN_BACK", "", "withdrawal-write-off:OPERATOR@centre" },
     { "withdrawal-write-off WRITTEN_OFF", "", "" })

PATH(withdrawn_with_originals_on_their_way, "scenario-3", STARTS(.keeps_originals = true),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" },
     { "check PASSED", "CHECKED/34 CHECKED/26", "accept:OPERATOR@centre" },
     { "accept ACCEPTED", "", "send:OPERATOR@centre" },
     { "send SENT", "SENT/21", "withdraw-originals:OPERATOR@centre" },
     { "withdraw-originals WITHDRAWN_ORIGINALS", "", "hand-over-centre:OPERATOR@centre" },
     { "hand-over-centre SIGNED", "", "hand-over-courier:COURIER" },
     { "message withdrawn", "WITHDRAWN/10", "withdrawal-stop:AGENCY@agency" },
     { "withdrawal-stop STOPPED", "", "withdrawal-courier:COURIER" },
     { "withdrawal-courier SIGNED", "", "withdrawal-take:OPERATOR@centre" },
     { "withdrawal-take SIGNED", "", "withdrawal-return:OPERATOR@centre" },
     { "timer withdrawal-unclaimed", "", "withdrawal-write-off:OPERATOR@centre" },
     { "withdrawal-write-off WRITTEN_OFF", "", "" })

PATH(withdrawn_with_originals_still_in_the_centre, "scenario-3", STARTS(.keeps_originals = true),
     { NULL, "REGISTERED/1", "check:OPERATOR@centre" },
     { "check PASSED", "CHECKED/34 CHECKED/26", "accept:OPERATOR@centre" },
     { "accept ACCEPTED", "", "send:OPERATOR@centre" },
     { "send SENT", "SENT/21", "withdraw-originals:OPERATOR@centre" },
     { "withdraw-originals WITHDRAWN_ORIGINALS", "", "hand-over-centre:OPERATOR@centre" },
     { "message withdrawn", "WITHDRAWN/10", "withdrawal-stop:AGENCY@agency" },
     { "withdrawal-stop STOPPED", "", "withdrawal-return:OPERATOR@centre" },
     { "withdrawal-return POSTED", "", "withdrawal-write-off:OPERATOR@centre" },
     { "withdrawal-write-off WRITTEN_OFF", "", "" })

PATH(withdrawn_from_the_quota_queue, "vmp", STARTS(.accepted = true), { NULL, "REGISTERED/1", "check:OPERATOR@centre" },
     { "check PASSED", "CHECKED/34", "send:OPERATOR@centre" }, { "send SENT", "SENT/21", "commission:AGENCY@agency" },
     { "commission INDICATED", "SENT/7", "quota:AGENCY@agency" },
     { "message withdrawn", "WITHDRAWN/10", "withdrawal-stop:AGENCY@agency" },
     { "withdrawal-stop STOPPED", "", "withdrawal-write-off:OPERATOR@centre" },
     { "withdrawal-write-off WRITTEN_OFF", "", "" })

/* A conversion and a complaint are no applications: they are cancelled as processes. */
TEST(every_application_can_be_taken_back)
{
    const char *codes[REGULATIONS_MAX];
    size_t n = regulation_codes(codes), found = 0;
    for (size_t i = 0; i < n; i++) {
        REGULATION_SCOPED regulation;
        regulation_open(&regulation, codes[i]);
        const struct bpmn_element *start = bpmn_model_find(regulation.model, "withdrawal-start");
        if (text_equal(codes[i], "conversion") || text_equal(codes[i], "complaint"))
            continue;
        ck_assert_msg(start && text_equal(start->trigger_name, "withdrawn") && start->interrupting,
                      "%s waits for no withdrawal", codes[i]);
        ck_assert_msg(start->parent->parent->kind == BPMN_PROCESS, "%s: only a part can be withdrawn", codes[i]);
        found++;
    }
    EXPECT(found >= 13);
}
