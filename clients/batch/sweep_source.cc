#include "clients/batch/sweep_source.h"

#include "common/status/status_macros.h"

namespace indicast::batch {

absl::Status ServiceSource::Sweep(const projection::v1::SweepRequest& request,
                                  const OnPart& on_part) {
  if (client_ == nullptr) {
    ASSIGN_OR_RETURN(client_, client::SweepClient::Connect(options_));
  }
  absl::Status status = client_->Sweep(request, on_part, stop_.call());
  if (!status.ok()) client_.reset();
  return status;
}

}  // namespace indicast::batch
