/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Terms of complaints, who considers them, what is shown of them. */
#include "complaints/complaint_rules.h"

#include <okno/test.h>

#define AGAINST(name) TRACKING__COMPLAINT__AGAINST__##name
#define STATUS(name) TRACKING__COMPLAINT__STATUS__##name

TEST(a_complaint_takes_fifteen_days_or_five)
{
    EXPECT_INT(complaint_days("complaint-refusal"), 15);
    EXPECT_INT(complaint_days("complaint-term"), 15);
    EXPECT_INT(complaint_days("complaint-acceptance"), 5);
    EXPECT_INT(complaint_days("complaint-correction"), 5);
}

TEST(it_is_considered_by_nobody_whom_it_is_against)
{
    EXPECT_TEXT(complaint_decider(AGAINST(CENTRE), false, "arbat", "").role, "CONTROLLER");
    EXPECT_TEXT(complaint_decider(AGAINST(AGENCY), false, "", "mvd").role, "CONTROLLER");
    EXPECT_TEXT(complaint_decider(AGAINST(OFFICIAL), true, "arbat", "").role, "CONTROLLER");
    EXPECT_TEXT(complaint_decider(AGAINST(OFFICIAL), true, "", "mvd").agency, "");
    EXPECT_TEXT(complaint_decider(AGAINST(OFFICIAL), false, "arbat", "").centre, "arbat");
    EXPECT_TEXT(complaint_decider(AGAINST(OFFICIAL), false, "arbat", "").role, "SUPERVISOR");
    EXPECT_TEXT(complaint_decider(AGAINST(OFFICIAL), false, "", "mvd").agency, "mvd");
}

TEST(every_status_has_words_and_a_code)
{
    for (int s = STATUS(FILED); s <= STATUS(WITHDRAWN); s++) {
        Tracking__Complaint complaint = TRACKING__COMPLAINT__INIT;
        complaint.status = (Tracking__Complaint__Status)s;
        EXPECT(*complaint_words(&complaint, false) && *complaint_words(&complaint, true));
        EXPECT(complaint_epgu(complaint.status) > 0 && complaint_status_name(complaint.status));
        EXPECT(complaint_may_withdraw(complaint.status) == (s == STATUS(FILED) || s == STATUS(REGISTERED)));
    }
    EXPECT(!complaint_status_name(STATUS(STATUS_UNSPECIFIED)));
}
