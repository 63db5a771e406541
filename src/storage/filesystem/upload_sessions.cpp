#include "storage/filesystem/upload_sessions.h"

#include <algorithm>

#include "registry/blob_store.h"

namespace berth::storage {

UploadSessions::Lease::Lease(Lease&& other) noexcept
    : sessions_(std::exchange(other.sessions_, nullptr)),
      name_(std::move(other.name_)),
      number_(other.number_),
      found_(std::move(other.found_)),
      kept_(std::move(other.kept_)),
      new_(other.new_) {}

UploadSessions::Lease::~Lease() {
  if (sessions_ != nullptr) sessions_->release(*this);
}

void UploadSessions::Lease::begin_use() {
  const std::scoped_lock lock(sessions_->mutex_);
  Holder* holder = sessions_->holder_of(*this);
  if (holder == nullptr) throw UploadLost();
  ++holder->uses;
}

void UploadSessions::Lease::end_use() noexcept {
  const std::scoped_lock lock(sessions_->mutex_);
  Holder* holder = sessions_->holder_of(*this);
  --holder->uses;
  holder->idle_since = std::chrono::steady_clock::now();
}

void UploadSessions::Lease::no_longer_new() {
  new_.reset();
  const std::scoped_lock lock(sessions_->mutex_);
  if (Holder* holder = sessions_->holder_of(*this)) {
    holder->upload.reset();
    holder->received_bytes.reset();
  }
}

void UploadSessions::Lease::note_received(std::uint64_t size_bytes) {
  const std::scoped_lock lock(sessions_->mutex_);
  if (Holder* holder = sessions_->holder_of(*this)) holder->received_bytes = size_bytes;
}

UploadSessions::~UploadSessions() {
  try {
    for (const auto& [name, upload] : new_) make_file_(name);
  } catch (...) {  // NOLINT(bugprone-empty-catch): nothing was received that could be lost
  }
}

void UploadSessions::begin(const std::string& name, const NewUpload& upload) {
  const std::scoped_lock lock(mutex_);
  // One that was leased may have come back over the limit since.
  while (new_.size() >= kMaxNew) make_file_of_the_oldest();
  new_.emplace(name, upload);
}

std::optional<UploadSessions::Lease> UploadSessions::acquire(const std::string& name) {
  const auto now = std::chrono::steady_clock::now();
  const std::scoped_lock lock(mutex_);
  const auto [leased, is_free] = leased_.try_emplace(name);
  Holder& holder = leased->second;
  const bool is_busy = holder.uses > 0 || now - holder.idle_since < idle_before_takeover_;
  if (!is_free && is_busy) return std::nullopt;
  Lease lease(*this, name, ++lease_count_);
  if (auto paused = paused_.extract(name)) lease.found_ = std::move(paused.mapped().prefix);
  if (auto unwritten = new_.extract(name)) holder.upload = unwritten.mapped();
  lease.new_ = holder.upload;
  holder = {.number = lease.number_,
            .idle_since = now,
            .upload = holder.upload,
            .received_bytes = holder.upload ? std::optional<std::uint64_t>(0) : std::nullopt};
  return lease;
}

std::optional<std::uint64_t> UploadSessions::size_of_new(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  if (new_.contains(name)) return 0;
  const auto leased = leased_.find(name);
  return leased != leased_.end() ? leased->second.received_bytes : std::nullopt;
}

UploadSessions::Holder* UploadSessions::holder_of(const Lease& lease) {
  const auto leased = leased_.find(lease.name_);
  const bool is_held = leased != leased_.end() && leased->second.number == lease.number_;
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
  if (lease.new_) new_.emplace(lease.name_, *lease.new_);
  if (!lease.kept_) return;
  if (paused_.size() >= kMaxPaused) forget_the_oldest();
  paused_.emplace(lease.name_, Paused{.prefix = *std::move(lease.kept_), .number = ++pause_count_});
}

void UploadSessions::forget_the_oldest() {
  const auto number = [](const auto& session) { return session.second.number; };
  paused_.erase(std::ranges::min_element(paused_, {}, number));
}

// Under the lock, so that whoever asks for the session finds the one or the other.
void UploadSessions::make_file_of_the_oldest() {
  const auto age = [](const auto& session) { return session.second.created_at; };
  const auto oldest = std::ranges::min_element(new_, {}, age);
  make_file_(oldest->first);
  new_.erase(oldest);
}

}  // namespace berth::storage
