#include "plane/author.h"

namespace berth::plane {

Author author_of(const http::RequestHead& head, const Principal& caller, Via via,
                 const Clock& clock) {
  return {.at = clock.now(),
          .via = via,
          .account = caller.registry,
          .user = caller.user_name,
          .access_key_id = caller.access_key_id,
          .client_address = head.client_address.text(),
          .request_id = head.request_id};
}

}  // namespace berth::plane
