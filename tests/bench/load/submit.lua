-- SPDX-License-Identifier: AGPL-3.0-or-later
-- POSTs applications, each with its own body and Idempotency-Key. From the environment:
--
--   BENCH_LOAD        folder of these scripts
--   BENCH_BODY        file of the body, with @APPLICANT@ and @SEQUENCE@ where they go
--   BENCH_APPLICANTS  file of applicant ids, one a line
--   BENCH_RUN         a number that no other run has
--   BENCH_TOKEN       bearer token; may be empty
local load_folder = os.getenv("BENCH_LOAD")
dofile(load_folder .. "/report.lua")
dofile(load_folder .. "/common.lua")

local threads = 0

function setup(thread)
  thread:set("thread_number", threads)
  threads = threads + 1
end

local function read_all(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a"):gsub("%s+$", "")
  file:close()
  return text
end

function init()
  local before, between, after = read_all(os.getenv("BENCH_BODY")):match("^(.*)@APPLICANT@(.*)@SEQUENCE@(.*)$")
  body_before, body_between, body_after = before, between, after
  applicants = lines_of("BENCH_APPLICANTS")
  head = "POST /v1/applications HTTP/1.1\r\n" .. fixed_headers() .. "Content-Type: application/json\r\n"
  key = ("%08x-%04x-4000-8000-"):format(tonumber(os.getenv("BENCH_RUN")), thread_number) .. "%012x"
  sequence = 0
end

function request()
  sequence = sequence + 1
  local applicant = applicants[sequence % #applicants + 1]
  local body = body_before .. applicant .. body_between .. key:format(sequence) .. body_after
  return head .. "Idempotency-Key: " .. key:format(sequence) .. "\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
end
