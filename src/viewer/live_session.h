#pragma once
// A Session that advances on a second thread while the frame before is drawn. One clear hand-off: between finish() and
// begin() the caller's thread owns the Session, between begin() and finish() the worker does; the picture and the
// panels read a Moment, a copy that belongs to the caller.

#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "app/session.h"
#include "sim/command.h"
#include "sim/snapshot.h"

namespace fascia::viewer {

/// Everything that the picture and the panels read of a Session, copied.
struct Moment {
    sim::Snapshot snapshot; ///< Its spans point into the vectors below.
    std::deque<app::HistoryRow> history;
    app::LocalReference localReference;
    sim::Parameters parameters;
    std::array<bool, sim::kHypothesisCount> hypotheses{};
    std::string sentence;
    std::vector<sim::Error> refusals; ///< Of the last advance.
    double realTimeFactor = 0.0;
    double advance_ms = 0.0; ///< Wall time of the last advance.

    Moment() = default;
    Moment(const Moment&) = delete;
    Moment& operator=(const Moment&) = delete;

    void copyFrom(const app::Session& session);

  private:
    std::vector<float> position_m_;
    std::vector<sim::FieldView> fields_;
    std::vector<std::vector<float>> values_;
    std::vector<sim::HandView> hands_;
    std::vector<float> regionGuard_;
};

class LiveSession {
  public:
    explicit LiveSession(app::Session session);
    ~LiveSession();
    LiveSession(const LiveSession&) = delete;
    LiveSession& operator=(const LiveSession&) = delete;

    /// Starts to advance by `wall_dt_s` with these commands; returns at once.
    void begin(double wall_dt_s, std::vector<sim::Command> commands);
    /// Waits for the advance and copies its outcome. Without a begin() before, returns what is there.
    const Moment& finish();
    /// The same, but waits no longer than that: false while the advance goes on, with the moment as it was.
    bool finishWithin(double wait_s);
    [[nodiscard]] const Moment& moment() const { return moment_; }

    /// The Session itself: only between finish() and begin().
    [[nodiscard]] app::Session& session();
    /// Puts another Session in its place: only between finish() and begin().
    void replace(app::Session session);

  private:
    void work();

    app::Session session_;
    Moment moment_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool busy_ = false;
    bool ends_ = false;
    double wall_dt_s_ = 0.0;
    double advance_ms_ = 0.0;
    std::vector<sim::Command> commands_;
    std::thread thread_;
};

} // namespace fascia::viewer
