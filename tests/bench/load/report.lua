-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What every load ends with: one line of JSON, read by harness/load.py. wrk counts statuses above 399 as errors.

local json = '{"requests":%d,"seconds":%.6f,"p50_us":%.1f,"p99_us":%.1f,"max_us":%.1f,'
  .. '"bad_statuses":%d,"broken":%d}'

function done(summary, latency)
  local errors = summary.errors
  local broken = errors.connect + errors.read + errors.write + errors.timeout
  print(json:format(summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(99),
    latency.max, errors.status, broken))
end
