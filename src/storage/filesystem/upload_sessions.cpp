#include "storage/filesystem/upload_sessions.h"

#include <algorithm>

namespace berth::storage::filesystem {

UploadSessions::Lease::Lease(Lease&& other) noexcept
    : sessions_(std::exchange(other.sessions_, nullptr)),
      name_(std::move(other.name_)),
      epoch_(other.epoch_),
      claim_(other.claim_),
      found_(std::move(other.found_)),
      kept_(std::move(other.kept_)),
      new_(std::move(other.new_)) {}

UploadSessions::Lease::~Lease() {
  if (sessions_ != nullptr) sessions_->release(*this);
}

std::expected<UploadSessions::Lease::Use, ErrorCode> UploadSessions::Lease::use() {
  const std::scoped_lock lock(sessions_->mutex_);
  const auto leased = sessions_->leased_.find(name_);
  if (leased == sessions_->leased_.end() || !may_change(epoch_, claim_, leased->second)) {
    return std::unexpected(refusal_of_change(claim_));
  }
  Holder& holder = leased->second;
  if (claim_) holder.epoch = epoch_ = ++sessions_->newest_epoch_;
  claim_.reset();
  ++holder.uses;
  ++holder.uses_begun;
  return Use(*this);
}

std::expected<std::optional<UploadSessions::Lease::Use>, ErrorCode> UploadSessions::Lease::look() {
  if (is_claim()) return std::nullopt;
  auto used = use();
  if (!used) return failure_of(used);
  return *std::move(used);
}

void UploadSessions::Lease::end_use() noexcept {
  const std::scoped_lock lock(sessions_->mutex_);
  Holder* holder = sessions_->holder_of(*this);
  --holder->uses;
  holder->idle_since = sessions_->clock_.now();
}

void UploadSessions::Lease::no_longer_new() {
  new_.reset();
  const std::scoped_lock lock(sessions_->mutex_);
  if (Holder* holder = sessions_->holder_of(*this)) holder->upload.reset();
}

void UploadSessions::Lease::note_received(const std::string& start) {
  const std::scoped_lock lock(sessions_->mutex_);
  Holder* holder = sessions_->holder_of(*this);
  if (holder != nullptr && holder->upload) holder->upload->start = start;
}

UploadSessions::~UploadSessions() {
  try {
    for (const auto& [name, upload] : new_) make_file_(name);
  } catch (...) {  // NOLINT(bugprone-empty-catch): nothing was received that could be lost
  }
}

void UploadSessions::begin(const std::string& name, const NewUpload& upload) {
  const std::scoped_lock lock(mutex_);
  // A leased session may have come back since and exceeded the limit.
  while (new_.size() >= kMaxNew) make_file_of_the_oldest();
  new_.emplace(name, upload);
}

std::optional<UploadSessions::Lease> UploadSessions::acquire(const std::string& name) {
  const SteadyTime now = clock_.now();
  const std::scoped_lock lock(mutex_);
  const auto [leased, is_free] = leased_.try_emplace(name);
  Holder& holder = leased->second;
  if (!is_free && is_busy(holder, now)) return std::nullopt;
  Lease lease(*this, name);
  if (is_free) {
    if (auto paused = paused_.extract(name)) lease.found_ = std::move(paused.mapped().prefix);
    if (auto unwritten = new_.extract(name)) holder.upload = std::move(unwritten.mapped());
    holder.epoch = lease.epoch_ = ++newest_epoch_;
    holder.idle_since = now;
  } else {
    lease.claim_ = claim_on(holder);
  }
  lease.new_ = holder.upload;
  return lease;
}

std::optional<std::uint64_t> UploadSessions::size_of_new(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  if (new_.contains(name)) return 0;
  const auto leased = leased_.find(name);
  if (leased == leased_.end() || !leased->second.upload) return std::nullopt;
  return leased->second.upload->start.size();
}

UploadSessions::Holder* UploadSessions::holder_of(const Lease& lease) {
  const auto leased = leased_.find(lease.name_);
  const bool is_held = leased != leased_.end() && leased->second.epoch == lease.epoch_;
  return is_held ? &leased->second : nullptr;
}

std::vector<std::pair<std::string, NewUpload>> UploadSessions::list_new() {
  const std::scoped_lock lock(mutex_);
  return {new_.begin(), new_.end()};
}

void UploadSessions::release(Lease& lease) {
  const std::scoped_lock lock(mutex_);
  if (holder_of(lease) == nullptr) return;
  leased_.erase(lease.name_);
  if (lease.new_) {
    // Bytes that its writer had received and could not keep in a file are lost.
    lease.new_->start.clear();
    new_.emplace(lease.name_, *std::move(lease.new_));
  }
  if (!lease.kept_) return;
  if (paused_.size() >= kMaxPaused) forget_the_oldest();
  paused_.emplace(lease.name_, Paused{.prefix = *std::move(lease.kept_), .number = ++pause_count_});
}

void UploadSessions::forget_the_oldest() {
  const auto number = [](const auto& session) { return session.second.number; };
  paused_.erase(std::ranges::min_element(paused_, {}, number));
}

// The caller holds mutex_, so that a look-up finds either the session or its file.
void UploadSessions::make_file_of_the_oldest() {
  const auto age = [](const auto& session) { return session.second.created_at; };
  const auto oldest = std::ranges::min_element(new_, {}, age);
  make_file_(oldest->first);
  new_.erase(oldest);
}

}  // namespace berth::storage::filesystem
