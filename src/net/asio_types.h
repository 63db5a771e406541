// Asio with one concrete executor: no type erasure in every read and write.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

namespace berth::net {

namespace asio = boost::asio;

using Executor = asio::io_context::executor_type;
using UseAwaitable = asio::use_awaitable_t<Executor>;
template <typename T>
using Awaitable = asio::awaitable<T, Executor>;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;

inline constexpr UseAwaitable use_awaitable{};
// Completes with (error_code, ...) instead of throwing.
inline constexpr asio::as_tuple_t<UseAwaitable> as_tuple{};

}  // namespace berth::net
