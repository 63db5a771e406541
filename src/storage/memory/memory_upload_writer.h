// Writes one upload of a table.
#pragma once

#include "registry/ports/blob_store.h"
#include "storage/memory/blob_table.h"
#include "storage/memory/way.h"

namespace berth::storage::memory {

class MemoryUploadWriter final : public UploadWriter {
 public:
  // Opens the session, which must not be busy: takes it, or, if it has an idle writer, only means
  // to. The caller has locked the table. Table and clock must outlive the writer.
  MemoryUploadWriter(BlobTable& table, UploadRow& upload, const SteadyClock& clock, const Way& way);
  ~MemoryUploadWriter() override;

  [[nodiscard]] std::uint64_t size_bytes() const override { return size_bytes_; }
  [[nodiscard]] Result<void> append(std::span<const std::byte> chunk) override;
  void begin_tentative() override;
  [[nodiscard]] Result<void> keep() override;
  [[nodiscard]] Result<void> keep_durably() override { return keep(); }
  [[nodiscard]] Result<Digest> digest(HashAlgorithm algorithm) override;
  [[nodiscard]] Result<std::string> content() override;
  [[nodiscard]] Result<Blob> commit(const Digest& expected) override;
  [[nodiscard]] Result<void> discard() override;

 private:
  // All three with the table locked. The session, which this writer has from now on.
  Result<UploadRow*> begin_change();
  // The session, for a step that changes nothing: it need not be this writer's yet.
  Result<UploadRow*> begin_look();
  void end();

  BlobTable& table_;
  const UploadKey key_;
  const SteadyClock& clock_;
  const Way way_;
  const std::uint64_t epoch_;
  std::optional<UploadClaim> claim_;  // until it has the session
  std::uint64_t size_bytes_;
  std::optional<std::uint64_t> tentative_from_;
  bool has_ended_ = false;
};

}  // namespace berth::storage::memory
