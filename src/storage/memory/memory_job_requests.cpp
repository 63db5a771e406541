#include "storage/memory/memory_job_requests.h"

namespace berth::storage::memory {

std::int64_t MemoryJobRequests::add(GarbageRun run, Timestamp now) {
  way_.travel();
  return database_.write([&](State& state) {
    std::erase_if(state.requests, [&](const auto& entry) {
      return entry.second.requested_at < now - kRequestKept;
    });
    state.requests.emplace(++state.last_request, RequestRow{.run = run, .requested_at = now});
    return state.last_request;
  });
}

bool MemoryJobRequests::is_open(std::int64_t id) {
  way_.travel();
  return database_.read([&](const State& state) {
    const auto request = state.requests.find(id);
    return request != state.requests.end() && !request->second.answer;
  });
}

std::optional<GarbageReport> MemoryJobRequests::take_answer(std::int64_t id) {
  way_.travel();
  return database_.write([&](State& state) -> std::optional<GarbageReport> {
    const auto request = state.requests.find(id);
    if (request == state.requests.end() || !request->second.answer) return std::nullopt;
    const GarbageReport report = *request->second.answer;
    state.requests.erase(request);
    return report;
  });
}

std::optional<GarbageRequest> MemoryJobRequests::next() {
  way_.travel();
  return database_.read([](const State& state) -> std::optional<GarbageRequest> {
    for (const auto& [id, request] : state.requests) {
      if (!request.answer) return GarbageRequest{.id = id, .run = request.run};
    }
    return std::nullopt;
  });
}

void MemoryJobRequests::answer(std::int64_t id, const GarbageReport& report) {
  way_.travel();
  database_.write([&](State& state) {
    const auto request = state.requests.find(id);
    if (request != state.requests.end()) request->second.answer = report;
  });
}

void MemoryJobRequests::cancel(std::int64_t id) {
  way_.travel();
  database_.write([&](State& state) { state.requests.erase(id); });
}

}  // namespace berth::storage::memory
