-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Shared by the loads. The request text is put together by hand: wrk.format() costs more than the rest of wrk.

function lines_of(variable)
  local lines = {}
  for line in io.lines(os.getenv(variable)) do
    if line ~= "" then lines[#lines + 1] = line end
  end
  return lines
end

function fixed_headers()
  local host = wrk.port and (wrk.host .. ":" .. wrk.port) or wrk.host
  local token = os.getenv("BENCH_TOKEN")
  local headers = "Host: " .. host .. "\r\n"
  if token and token ~= "" then headers = headers .. "Authorization: Bearer " .. token .. "\r\n" end
  return headers
end
