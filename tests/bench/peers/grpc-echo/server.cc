// SPDX-License-Identifier: AGPL-3.0-or-later
// Unary echo over gRPC C++, by either of its asynchronous APIs.
//
//   QueueServer     completion queues, one polling thread each, calls posted beforehand
//   CallbackServer  reactors run by the library's own threads
#include <grpcpp/grpcpp.h>
#include <signal.h>

#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "echo.grpc.pb.h"
#include "options.h"

using okno::bench::Echo;
using okno::bench::EchoMessage;

namespace {

// One call after another on one completion queue: asked for, answered, asked for again.
class QueueCall {
  public:
    QueueCall(Echo::AsyncService &service, grpc::ServerCompletionQueue &queue) : service_(service), queue_(queue)
    {
        ask();
    }

    void proceed(bool ok)
    {
        if (answered_)
            ask();
        else if (ok)
            answer();
    }

  private:
    void ask()
    {
        answered_ = false;
        responder_.reset();
        context_.emplace();
        responder_.emplace(&*context_);
        service_.RequestEcho(&*context_, &message_, &*responder_, &queue_, &queue_, this);
    }

    void answer()
    {
        answered_ = true;
        responder_->Finish(message_, grpc::Status::OK, this);
    }

    Echo::AsyncService &service_;
    grpc::ServerCompletionQueue &queue_;
    std::optional<grpc::ServerContext> context_;
    std::optional<grpc::ServerAsyncResponseWriter<EchoMessage>> responder_;
    EchoMessage message_;
    bool answered_ = false;
};

void
serve_queue(Echo::AsyncService &service, grpc::ServerCompletionQueue &queue, int posted)
{
    std::vector<std::unique_ptr<QueueCall>> calls;
    for (int i = 0; i < posted; i++)
        calls.push_back(std::make_unique<QueueCall>(service, queue));
    void *tag;
    bool ok;
    while (queue.Next(&tag, &ok))
        static_cast<QueueCall *>(tag)->proceed(ok);
}

class CallbackService final : public Echo::CallbackService {
    grpc::ServerUnaryReactor *Echo(grpc::CallbackServerContext *context, const EchoMessage *request,
                                   EchoMessage *reply) override
    {
        *reply = *request;
        auto *reactor = context->DefaultReactor();
        reactor->Finish(grpc::Status::OK);
        return reactor;
    }
};

[[noreturn]] void
run_queue(grpc::ServerBuilder &builder, int threads, int posted)
{
    auto *service = new Echo::AsyncService;
    builder.RegisterService(service);
    std::vector<std::unique_ptr<grpc::ServerCompletionQueue>> queues;
    for (int i = 0; i < threads; i++)
        queues.push_back(builder.AddCompletionQueue());
    auto server = builder.BuildAndStart();
    if (!server)
        std::exit(1);
    std::vector<std::thread> pollers;
    for (auto &queue : queues)
        pollers.emplace_back([&] { serve_queue(*service, *queue, posted); });
    for (;;)
        pause();
}

[[noreturn]] void
run_callback(grpc::ServerBuilder &builder)
{
    auto *service = new CallbackService;
    builder.RegisterService(service);
    auto server = builder.BuildAndStart();
    if (!server)
        std::exit(1);
    for (;;)
        pause();
}

} // namespace

int
main(int argc, char **argv)
{
    Options options(
        argc, argv,
        { { "api", "queue" }, { "address", "unix:/tmp/grpc-echo.sock" }, { "threads", "1" }, { "posted", "256" } });
    grpc::ServerBuilder builder;
    builder.AddListeningPort(options.text("address"), grpc::InsecureServerCredentials());
    builder.AddChannelArgument("grpc.optimization_target", "throughput");
    // The bench ends the server by a signal; there is nothing to tidy up.
    signal(SIGTERM, SIG_DFL);
    if (options.text("api") == "callback")
        run_callback(builder);
    run_queue(builder, options.number("threads"), options.number("posted"));
}
