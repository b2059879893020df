// SPDX-License-Identifier: AGPL-3.0-or-later
// Keeps N unary echo calls in flight over gRPC C++ for a while after a warm-up, by either of its asynchronous APIs,
// and prints one JSON object.
#include <grpcpp/grpcpp.h>
#include <unistd.h>

#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "echo.grpc.pb.h"
#include "measure.h"
#include "options.h"

using okno::bench::Echo;
using okno::bench::EchoMessage;

namespace {

// One call in flight: what is sent, what came back, when it left.
struct Call {
    std::optional<grpc::ClientContext> context;
    EchoMessage request, reply;
    grpc::Status status;
    Samples *samples;
    int64_t start_ns = 0;

    explicit Call(Samples *where) : samples(where)
    {
        request.set_payload(std::string(188, 'x'));
    }

    void prepare()
    {
        request.set_sequence(request.sequence() + 1);
        context.emplace();
        start_ns = now_ns();
    }

    // A wrong answer ends the program: figures of a broken echo are worth nothing.
    void finish(const Phase &phase)
    {
        if (!status.ok() || reply.sequence() != request.sequence() || reply.payload().size() != 188) {
            std::fprintf(stderr, "echo failed: %s\n", status.error_message().c_str());
            _exit(1);
        }
        if (phase.measuring.load(std::memory_order_relaxed))
            samples->add(now_ns() - start_ns);
    }
};

struct QueueCall : Call {
    using Call::Call;
    std::unique_ptr<grpc::ClientAsyncResponseReader<EchoMessage>> reader;

    void start(Echo::Stub &stub, grpc::CompletionQueue &queue)
    {
        prepare();
        reader = stub.AsyncEcho(&*context, request, &queue);
        reader->Finish(&reply, &status, this);
    }
};

// `inflight` calls on a completion queue of this thread's own.
void
keep_queue_busy(Echo::Stub &stub, int inflight, Samples &samples, Phase &phase)
{
    grpc::CompletionQueue queue;
    std::vector<std::unique_ptr<QueueCall>> calls;
    for (int i = 0; i < inflight; i++) {
        calls.push_back(std::make_unique<QueueCall>(&samples));
        calls.back()->start(stub, queue);
    }
    void *tag;
    bool ok;
    while (inflight > 0 && queue.Next(&tag, &ok)) {
        auto *call = static_cast<QueueCall *>(tag);
        call->finish(phase);
        if (phase.stopping)
            inflight--;
        else
            call->start(stub, queue);
    }
}

// A call that starts itself again from its own callback; each has its own samples, as any thread may run it.
struct CallbackCall : Call {
    Samples own;
    Echo::Stub *stub;
    Phase *phase;
    std::atomic<int> *running;

    CallbackCall(Echo::Stub *to, Phase *in, std::atomic<int> *count) : Call(&own), stub(to), phase(in), running(count)
    {
    }

    void start()
    {
        prepare();
        stub->async()->Echo(&*context, &request, &reply, [this](grpc::Status got) {
            status = std::move(got);
            finish(*phase);
            if (phase->stopping)
                running->fetch_sub(1);
            else
                start();
        });
    }
};

struct Run {
    std::vector<std::unique_ptr<Echo::Stub>> stubs;
    int threads;
    int inflight;
    double warmup_s;
    double seconds;
    pid_t server;
};

// Lets the calls run through warm-up and measurement, and fills in the CPU used by both sides meanwhile.
double
watch(const Run &run, Phase &phase, Cpu &before, Cpu &after)
{
    usleep(useconds_t(run.warmup_s * 1e6));
    before = Cpu::now(run.server);
    int64_t start = now_ns();
    phase.measuring = true;
    usleep(useconds_t(run.seconds * 1e6));
    phase.measuring = false;
    int64_t end = now_ns();
    after = Cpu::now(run.server);
    phase.stopping = true;
    return double(end - start) / 1e9;
}

void
report(const Run &run, double seconds, const std::vector<const Samples *> &parts, Cpu before, Cpu after)
{
    std::vector<uint32_t> all;
    for (const Samples *part : parts)
        all.insert(all.end(), part->all().begin(), part->all().end());
    print_result(run.inflight, seconds, std::move(all), before, after);
}

void
run_queue(const Run &run)
{
    Phase phase;
    Cpu before, after;
    std::vector<Samples> samples(size_t(run.threads));
    std::vector<std::thread> threads;
    std::vector<const Samples *> parts;
    for (int i = 0; i < run.threads; i++) {
        int share = run.inflight / run.threads + (i < run.inflight % run.threads);
        auto &stub = *run.stubs[size_t(i) % run.stubs.size()];
        auto &mine = samples[size_t(i)];
        parts.push_back(&mine);
        threads.emplace_back([&stub, &mine, &phase, share] { keep_queue_busy(stub, share, mine, phase); });
    }
    double seconds = watch(run, phase, before, after);
    for (auto &thread : threads)
        thread.join();
    report(run, seconds, parts, before, after);
}

void
run_callback(const Run &run)
{
    Phase phase;
    Cpu before, after;
    std::atomic<int> running{ run.inflight };
    std::vector<std::unique_ptr<CallbackCall>> calls;
    std::vector<const Samples *> parts;
    for (int i = 0; i < run.inflight; i++) {
        auto *stub = run.stubs[size_t(i) % run.stubs.size()].get();
        calls.push_back(std::make_unique<CallbackCall>(stub, &phase, &running));
        parts.push_back(&calls.back()->own);
        calls.back()->start();
    }
    double seconds = watch(run, phase, before, after);
    while (running > 0)
        usleep(1000);
    report(run, seconds, parts, before, after);
}

std::vector<std::unique_ptr<Echo::Stub>>
connect(const Options &options)
{
    grpc::ChannelArguments arguments;
    arguments.SetString("grpc.optimization_target", "throughput");
    // Without this all channels to one address share one connection.
    arguments.SetInt("grpc.use_local_subchannel_pool", 1);
    std::vector<std::unique_ptr<Echo::Stub>> stubs;
    for (int i = 0; i < options.number("channels"); i++) {
        auto channel =
            grpc::CreateCustomChannel(options.text("address"), grpc::InsecureChannelCredentials(), arguments);
        if (!channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(10))) {
            std::fprintf(stderr, "no server at %s\n", options.text("address").c_str());
            std::exit(1);
        }
        stubs.push_back(Echo::NewStub(channel));
    }
    return stubs;
}

} // namespace

int
main(int argc, char **argv)
{
    Options options(argc, argv,
                    { { "api", "queue" },
                      { "address", "unix:/tmp/grpc-echo.sock" },
                      { "threads", "1" },
                      { "channels", "1" },
                      { "inflight", "64" },
                      { "seconds", "5" },
                      { "warmup", "1" },
                      { "server-pid", "0" } });
    Run run = { connect(options),          options.number("threads"),  options.number("inflight"),
                options.seconds("warmup"), options.seconds("seconds"), options.number("server-pid") };
    if (options.text("api") == "callback")
        run_callback(run);
    else
        run_queue(run);
    return 0;
}
