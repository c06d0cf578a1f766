#include "projection-service/store_client/grpc_store_reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/period/period.h"
#include "common/rpc/address.h"
#include "common/rpc/status_map.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "common/wire/wire.h"
#include "grpcpp/channel.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"
#include "indicast/store/v1/indicator_store_service.grpc.pb.h"
#include "indicast/store/v1/scenario_store_service.grpc.pb.h"
#include "projection-service/store_client/convert_records.h"
#include "projection-service/store_client/convert_scenario.h"

namespace indicast::projection {
namespace {

namespace pb = ::indicast::store::v1;

constexpr absl::Duration kDefaultDeadline = absl::Seconds(30);
constexpr int kPageSize = 1000;
constexpr int kMaxMessageBytes = 64 << 20;
constexpr int kMinReconnectMs = 100;
constexpr int kMaxReconnectMs = 500;

absl::Status AnswerError(absl::string_view what, const absl::Status& cause) {
  return Error(absl::StatusCode::kInternal, "STORE_ANSWER_INVALID",
               absl::StrCat("the store's ", std::string(what), ": ", std::string(cause.message())));
}

void SetAsOf(const PinnedState& state, type::v1::AsOf& as_of) {
  as_of.set_revision(state.revision);
  if (state.publication_date.has_value()) {
    as_of.set_publication_date(state.publication_date->ToString());
  }
}

class GrpcStoreReader final : public StoreReader {
 public:
  GrpcStoreReader(std::shared_ptr<grpc::Channel> channel, std::string address, const Clock& clock,
                  std::optional<rpc::ChannelTls> tls)
      : indicators_(pb::IndicatorStore::NewStub(channel)),
        scenarios_(pb::ScenarioStore::NewStub(channel)),
        address_(std::move(address)),
        clock_(clock),
        tls_(std::move(tls)) {}

  absl::StatusOr<int64_t> ReadHead(const rpc::CallContext& call) override {
    pb::GetServerInfoResponse response;
    RETURN_IF_ERROR(Call(call, *indicators_, &pb::IndicatorStore::Stub::GetServerInfo,
                         pb::GetServerInfoRequest(), response));
    return response.head().revision();
  }

  absl::Status FollowHead(std::optional<int64_t> after,
                          const std::function<void(int64_t)>& on_revision,
                          const std::stop_token& stop) override;

  absl::StatusOr<Catalogue> ReadCatalogue(const PinnedState& state,
                                          const rpc::CallContext& call) override {
    Catalogue catalogue;
    RETURN_IF_ERROR(ReadUnits(state, call, catalogue));
    RETURN_IF_ERROR(ReadDocuments(state, call, catalogue));
    RETURN_IF_ERROR(ReadIndicators(state, call, catalogue));
    RETURN_IF_ERROR(ReadTargets(state, call, catalogue));
    return catalogue;
  }

  absl::StatusOr<std::vector<Figure>> ReadFigures(const PinnedState& state, const std::string& area,
                                                  int last_year, const Catalogue& catalogue,
                                                  const rpc::CallContext& call) override;

  absl::StatusOr<std::vector<ScenarioLayer>> ReadScenario(const PinnedState& state,
                                                          const std::string& id,
                                                          const rpc::CallContext& call) override;

  const std::string& address() const override { return address_; }

 private:
  // Deadline, request id and trace of the call go on to the store.
  void Prepare(const rpc::CallContext& call, grpc::ClientContext& context) const {
    const absl::Time latest = clock_.Now() + kDefaultDeadline;
    context.set_deadline(absl::ToChronoTime(std::min(call.deadline, latest)));
    if (!call.request_id.empty()) context.AddMetadata("x-request-id", call.request_id);
    if (!call.traceparent.empty()) context.AddMetadata("traceparent", call.traceparent);
    context.AddMetadata("accept-language", call.language);
  }

  absl::Status CheckAlive(const rpc::CallContext& call) const {
    if (!call.IsCancelled()) return absl::OkStatus();
    return Error(absl::StatusCode::kCancelled, "CALL_CANCELLED", "the caller has gone");
  }

  // The store's error; a transport's becomes ours.
  absl::Status Map(const grpc::Status& status) const {
    if (status.ok()) return absl::OkStatus();
    absl::Status mapped = rpc::FromGrpcStatus(status);
    ErrorDetail detail = DetailOf(mapped);
    detail.metadata.erase(rpc::kRequestIdKey);  // it is that of our own call
    if (!detail.reason.empty()) {
      return ErrorWithDetail(mapped.code(), mapped.message(), std::move(detail));
    }
    if (mapped.code() == absl::StatusCode::kUnavailable) {
      const absl::Status why = rpc::ExplainUnavailable(address_, tls_);
      return Error(absl::StatusCode::kUnavailable, "STORE_UNAVAILABLE",
                   absl::StrCat("no store answers at ", address_, " (",
                                std::string((why.ok() ? mapped : why).message()), ")"));
    }
    if (mapped.code() == absl::StatusCode::kDeadlineExceeded) {
      return Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                   absl::StrCat("the store at ", address_, " did not answer in time"));
    }
    return mapped;
  }

  template <typename Stub, typename Request, typename Response>
  absl::Status Call(const rpc::CallContext& call, Stub& stub,
                    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                    const Request& request, Response& response) const {
    RETURN_IF_ERROR(CheckAlive(call));
    grpc::ClientContext context;
    Prepare(call, context);
    return Map((stub.*method)(&context, request, &response));
  }

  // All pages of a list method; `take` consumes a response.
  template <typename Request, typename Response, typename Take>
  absl::Status CallPages(const rpc::CallContext& call,
                         grpc::Status (pb::IndicatorStore::Stub::*method)(grpc::ClientContext*,
                                                                          const Request&,
                                                                          Response*),
                         Request request, const Take& take) const {
    request.set_page_size(kPageSize);
    while (true) {
      Response response;
      RETURN_IF_ERROR(Call(call, *indicators_, method, request, response));
      RETURN_IF_ERROR(take(response));
      if (response.next_page_token().empty()) return absl::OkStatus();
      if (response.next_page_token() == request.page_token()) {
        return AnswerError("list", absl::InternalError("the same page token twice"));
      }
      request.set_page_token(response.next_page_token());
    }
  }

  absl::Status ReadUnits(const PinnedState& state, const rpc::CallContext& call,
                         Catalogue& catalogue) const {
    pb::ListUnitsRequest request;
    SetAsOf(state, *request.mutable_as_of());
    return CallPages(call, &pb::IndicatorStore::Stub::ListUnits, request,
                     [&](const pb::ListUnitsResponse& page) {
                       for (const pb::Unit& unit : page.units()) {
                         catalogue.units.push_back(FromProto(unit));
                       }
                       return absl::OkStatus();
                     });
  }

  absl::Status ReadDocuments(const PinnedState& state, const rpc::CallContext& call,
                             Catalogue& catalogue) const {
    pb::ListDocumentsRequest request;
    SetAsOf(state, *request.mutable_as_of());
    return CallPages(call, &pb::IndicatorStore::Stub::ListDocuments, request,
                     [&](const pb::ListDocumentsResponse& page) {
                       for (const pb::Document& document : page.documents()) {
                         catalogue.documents[document.id()] = FromProto(document);
                       }
                       return absl::OkStatus();
                     });
  }

  absl::Status ReadIndicators(const PinnedState& state, const rpc::CallContext& call,
                              Catalogue& catalogue) const {
    pb::ListIndicatorsRequest request;
    SetAsOf(state, *request.mutable_as_of());
    return CallPages(call, &pb::IndicatorStore::Stub::ListIndicators, request,
                     [&](const pb::ListIndicatorsResponse& page) {
                       for (const pb::Indicator& in : page.indicators()) {
                         auto indicator = FromProto(in);
                         if (!indicator.ok()) {
                           return AnswerError(absl::StrCat("indicator ", Shorten(in.id())),
                                              indicator.status());
                         }
                         catalogue.indicators.push_back(*std::move(indicator));
                       }
                       return absl::OkStatus();
                     });
  }

  absl::Status ReadTargets(const PinnedState& state, const rpc::CallContext& call,
                           Catalogue& catalogue) const {
    pb::ListTargetsRequest request;
    SetAsOf(state, *request.mutable_as_of());
    return CallPages(call, &pb::IndicatorStore::Stub::ListTargets, request,
                     [&](const pb::ListTargetsResponse& page) {
                       for (const pb::Target& in : page.targets()) {
                         auto target = TargetFromProto(in);
                         if (!target.ok()) {
                           return AnswerError(absl::StrCat("target ", Shorten(in.id())),
                                              target.status());
                         }
                         if (target->has_value()) catalogue.targets.push_back(**std::move(target));
                       }
                       return absl::OkStatus();
                     });
  }

  const std::unique_ptr<pb::IndicatorStore::Stub> indicators_;
  const std::unique_ptr<pb::ScenarioStore::Stub> scenarios_;
  const std::string address_;
  const Clock& clock_;
  const std::optional<rpc::ChannelTls> tls_;
};

absl::Status GrpcStoreReader::FollowHead(std::optional<int64_t> after,
                                         const std::function<void(int64_t)>& on_revision,
                                         const std::stop_token& stop) {
  pb::WatchRequest request;
  if (after.has_value()) request.set_start_after_revision(*after);
  // Areas are few: nearly every revision comes as one bookmark, however many records it wrote.
  request.mutable_filter()->add_kinds(pb::RECORD_KIND_AREA);
  request.set_bookmark_interval(1);
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  const std::stop_callback cancel(stop, [&context] { context.TryCancel(); });
  const auto stream = indicators_->Watch(&context, request);
  pb::WatchResponse response;
  while (stream->Read(&response)) {
    if (response.has_bookmark()) {
      on_revision(response.bookmark().revision());
    } else if (response.revision().last_part()) {
      on_revision(response.revision().info().revision());
    }
  }
  absl::Status end = Map(stream->Finish());
  if (!end.ok()) return end;
  return Error(absl::StatusCode::kUnavailable, "STORE_UNAVAILABLE",
               absl::StrCat("the store at ", address_, " ended the watch"));
}

absl::StatusOr<std::vector<Figure>> GrpcStoreReader::ReadFigures(const PinnedState& state,
                                                                 const std::string& area,
                                                                 int last_year,
                                                                 const Catalogue& catalogue,
                                                                 const rpc::CallContext& call) {
  RETURN_IF_ERROR(CheckAlive(call));
  pb::StreamObservationsRequest request;
  SetAsOf(state, *request.mutable_as_of());
  request.mutable_filter()->add_areas(area);
  request.mutable_filter()->set_all_vintages(true);
  ASSIGN_OR_RETURN(const Period last, Period::Year(last_year));
  *request.mutable_filter()->mutable_to_period() = wire::ToProto(last);
  grpc::ClientContext context;
  Prepare(call, context);
  const auto stream = indicators_->StreamObservations(&context, request);
  std::vector<Figure> figures;
  absl::Status failure;
  pb::StreamObservationsResponse part;
  while (failure.ok() && stream->Read(&part)) {
    failure = CheckAlive(call);
    for (int i = 0; failure.ok() && i < part.observations_size(); ++i) {
      auto figure = FigureFromProto(part.observations(i), catalogue);
      if (figure.ok()) {
        figures.push_back(*std::move(figure));
      } else {
        failure = AnswerError(
            absl::StrCat("figure of ", Shorten(part.observations(i).series().indicator())),
            figure.status());
      }
    }
  }
  if (!failure.ok()) {
    context.TryCancel();
    stream->Finish().error_code();  // the reason is known; the stream must still end
    return failure;
  }
  RETURN_IF_ERROR(Map(stream->Finish()));
  return figures;
}

absl::StatusOr<std::vector<ScenarioLayer>> GrpcStoreReader::ReadScenario(
    const PinnedState& state, const std::string& id, const rpc::CallContext& call) {
  pb::GetScenarioRequest request;
  request.set_id(id);
  SetAsOf(state, *request.mutable_as_of());
  pb::GetScenarioResponse response;
  RETURN_IF_ERROR(
      Call(call, *scenarios_, &pb::ScenarioStore::Stub::GetScenario, request, response));
  std::vector<ScenarioLayer> layers;
  for (int i = response.ancestors_size(); i >= 0; --i) {
    const pb::Scenario& in = i == 0 ? response.scenario() : response.ancestors(i - 1);
    auto layer = FromProto(in);
    if (!layer.ok()) {
      return AnswerError(absl::StrCat("scenario ", Shorten(in.id())), layer.status());
    }
    layers.push_back(*std::move(layer));
  }
  return layers;
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeStoreChannel(
    const std::string& address, const std::optional<rpc::ChannelTls>& tls, const Clock& clock) {
  ASSIGN_OR_RETURN(const rpc::ListenAddress parsed, rpc::ParseListenAddress(address));
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kMinReconnectMs);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kMinReconnectMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kMaxReconnectMs);
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
  if (tls.has_value()) {
    ASSIGN_OR_RETURN(credentials, rpc::MakeChannelCredentials(*tls, clock.Now(), arguments));
  } else {
    RETURN_IF_ERROR(rpc::RequireLocal(parsed, "the store",
                                      "run the projection service on the machine of the store, or "
                                      "call it over TLS: --store_tls_ca"));
  }
  return grpc::CreateCustomChannel(parsed.ToString(), credentials, arguments);
}

std::unique_ptr<StoreReader> MakeGrpcStoreReader(std::shared_ptr<grpc::Channel> channel,
                                                 std::string address, const Clock& clock,
                                                 std::optional<rpc::ChannelTls> tls) {
  return std::make_unique<GrpcStoreReader>(std::move(channel), std::move(address), clock,
                                           std::move(tls));
}

}  // namespace indicast::projection
