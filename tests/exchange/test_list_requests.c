/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fixture.h"

static bool
lists(const Exchange__ListRequestsResponse *list, const char *request_id)
{
    for (size_t i = 0; i < list->n_requests; i++)
        if (text_equal(list->requests[i]->request_id, request_id))
            return true;
    return false;
}

TEST(lists_show_what_is_open_and_theirs)
{
    const Exchange__Request *mine = ask("mvd"), *foreign = ask("archive");
    as_official("o");
    const Exchange__ListRequestsResponse *list = CALL(Exchange__ListRequests, .page_size = 200);
    EXPECT(lists(list, mine->request_id) && !lists(list, foreign->request_id));
    EXPECT_INT(
        ((const Exchange__ListRequestsResponse *)CALL(Exchange__ListRequests, .agency_code = "archive"))->n_requests,
        0);
    EXPECT(!lists(CALL(Exchange__ListRequests, .assignee = "me", .page_size = 200), mine->request_id));
    CALL(Exchange__ClaimRequest, .request_id = mine->request_id);
    EXPECT(lists(CALL(Exchange__ListRequests, .assignee = "me", .page_size = 200), mine->request_id));
    EXPECT(!lists(CALL(Exchange__ListRequests, .overdue = true, .page_size = 200), mine->request_id));
    CALL(Exchange__AnswerRequest, .request_id = mine->request_id);
    EXPECT(!lists(CALL(Exchange__ListRequests, .page_size = 200), mine->request_id));
    EXPECT(lists(CALL(Exchange__ListRequests, .state = EXCHANGE__REQUEST__STATE__ANSWERED, .page_size = 200),
                 mine->request_id));
    as_operator();
    EXPECT(lists(CALL(Exchange__ListRequests, .page_size = 200), foreign->request_id));
    EXPECT(lists(CALL(Exchange__ListRequests, .agency_code = "archive", .page_size = 200), foreign->request_id));
    as_other_operator();
    EXPECT_INT(((const Exchange__ListRequestsResponse *)CALL(Exchange__ListRequests))->n_requests, 0);
    EXPECT_INT(((const Exchange__ListRequestsResponse *)CALL(Exchange__ListRequests,
                                                             .application_id = foreign->application_id))
                   ->n_requests,
               0);
    as_tracking();
    EXPECT_INT(((const Exchange__ListRequestsResponse *)CALL(Exchange__ListRequests,
                                                             .application_id = foreign->application_id))
                   ->n_requests,
               1);
    EXPECT(lists(CALL(Exchange__ListRequests, .page_size = 200), foreign->request_id));
}

TEST(lists_come_page_by_page)
{
    for (int i = 0; i < 7; i++)
        ask("archive");
    as_archive();
    const char *token = "", *seen = "";
    int n = 0, pages = 0;
    do {
        const Exchange__ListRequestsResponse *page = CALL(Exchange__ListRequests, .page_size = 3, .page_token = token);
        for (size_t i = 0; i < page->n_requests; i++, n++) {
            EXPECT(!strstr(seen, page->requests[i]->request_id));
            seen = pg_text("%s %s", seen, page->requests[i]->request_id);
        }
        token = page->next_page_token;
        pages++;
    } while (*token);
    EXPECT(n >= 7 && pages == (n + 2) / 3);
    EXPECT_CODE(TRY(Exchange__ListRequests, .page_token = "AAAA"), RPC_INVALID_ARGUMENT);
}
