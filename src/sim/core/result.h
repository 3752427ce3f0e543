#pragma once
// Errors that a caller can act on: what happened, where, and the nearest valid name. No exceptions cross the core.

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace fascia::sim {

/// What went wrong, in the terms of the command line's exit codes.
enum class ErrorCode {
    badInput,     ///< A file, flag, key or value that the program cannot accept (exit 2).
    notFound,     ///< A named thing (site, field, model, file) does not exist (exit 2).
    solverFailed, ///< The stated residual could not be held (exit 3).
    noGraphics,   ///< No OpenGL context could be made (exit 5).
    io,           ///< Reading or writing failed (exit 1).
    interrupted,  ///< The user stopped the run (exit 130).
};

/// One clear sentence for a person, and the place it is about.
struct Error {
    ErrorCode code = ErrorCode::badInput;
    std::string message; ///< A whole sentence: what is wrong and what would be valid.
    std::string place;   ///< "file.toml:12", a key such as "hand[0].pressure_kPa", or empty.
    std::string nearest; ///< The nearest valid name, or empty.

    /// "place: message (nearest: X)" for a log line.
    [[nodiscard]] std::string sentence() const {
        std::string text = place.empty() ? message : place + ": " + message;
        if (!nearest.empty()) {
            text += " Did you mean '" + nearest + "'?";
        }
        return text;
    }
};

/// Either a value or an Error. Reading the wrong one is a programmer error (assert).
template <typename T>
class [[nodiscard]] Result {
  public:
    Result(T value) : data_(std::move(value)) {}
    Result(Error error) : data_(std::move(error)) {}

    [[nodiscard]] bool ok() const { return std::holds_alternative<T>(data_); }
    explicit operator bool() const { return ok(); }

    [[nodiscard]] T& value() & {
        assert(ok());
        return std::get<T>(data_);
    }
    [[nodiscard]] const T& value() const& {
        assert(ok());
        return std::get<T>(data_);
    }
    [[nodiscard]] T&& value() && {
        assert(ok());
        return std::get<T>(std::move(data_));
    }
    [[nodiscard]] const Error& error() const {
        assert(!ok());
        return std::get<Error>(data_);
    }

  private:
    std::variant<T, Error> data_;
};

/// Success without a value.
struct Done {};
using Status = Result<Done>;

} // namespace fascia::sim
