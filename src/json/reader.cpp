#include "json/reader.h"

#include <boost/json/parse.hpp>

namespace berth::json {

Result<boost::json::value> parse(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = kMaxDepth;
  boost::system::error_code failure;
  boost::json::value value = boost::json::parse(text, failure, {}, options);
  if (failure) {
    return fail({.code = ErrorCode::invalid_parameter, .reason = failure.message()});
  }
  return value;
}

}  // namespace berth::json
