#include "viewer/live_session.h"

#include <cassert>
#include <chrono>
#include <cstddef>
#include <utility>

namespace fascia::viewer {

void Moment::copyFrom(const app::Session& session) {
    const sim::Snapshot& source = session.snapshot();
    snapshot = source;
    position_m_.assign(source.position_m.begin(), source.position_m.end());
    hands_.assign(source.hands.begin(), source.hands.end());
    regionGuard_.assign(source.regionGuard.begin(), source.regionGuard.end());
    fields_.assign(source.fields.begin(), source.fields.end());
    values_.resize(fields_.size());
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        values_[i].assign(source.fields[i].values.begin(), source.fields[i].values.end());
        fields_[i].values = values_[i];
    }
    snapshot.position_m = position_m_;
    snapshot.hands = hands_;
    snapshot.regionGuard = regionGuard_;
    snapshot.fields = fields_;

    const std::deque<app::HistoryRow>& rows = session.history();
    if (localReference != session.localReference()) { // its first row replaces one of the old place
        localReference = session.localReference();
        while (!history.empty() && history.back().time_s >= localReference.time_s) {
            history.pop_back();
        }
    }
    const bool continues = !history.empty() && !rows.empty() && rows.back().time_s >= history.back().time_s &&
                           rows.front().time_s <= history.back().time_s;
    if (!continues) {
        history = rows;
    } else {
        std::size_t next = rows.size();
        while (next > 0 && rows[next - 1].time_s > history.back().time_s) {
            --next;
        }
        history.insert(history.end(), rows.begin() + static_cast<std::ptrdiff_t>(next), rows.end());
        while (!history.empty() && history.front().time_s < rows.front().time_s) {
            history.pop_front();
        }
    }
    parameters = session.world().parameters();
    for (std::size_t i = 0; i < hypotheses.size(); ++i) {
        hypotheses[i] = session.world().hypothesis(static_cast<sim::Hypothesis>(i));
    }
    sentence = session.stateSentence();
    refusals.assign(session.messages().begin(), session.messages().end());
    realTimeFactor = session.realTimeFactor();
}

LiveSession::LiveSession(app::Session session) : session_(std::move(session)) {
    moment_.copyFrom(session_);
    thread_ = std::thread([this] { work(); });
}

LiveSession::~LiveSession() {
    {
        const std::lock_guard lock(mutex_);
        ends_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void LiveSession::begin(double wall_dt_s, std::vector<sim::Command> commands) {
    {
        const std::lock_guard lock(mutex_);
        assert(!busy_ && "finish() comes before the next begin()");
        wall_dt_s_ = wall_dt_s;
        commands_ = std::move(commands);
        busy_ = true;
    }
    changed_.notify_all();
}

const Moment& LiveSession::finish() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !busy_; });
    moment_.copyFrom(session_);
    moment_.advance_ms = advance_ms_;
    return moment_;
}

bool LiveSession::finishWithin(double wait_s) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, std::chrono::duration<double>(wait_s), [this] { return !busy_; })) {
        return false;
    }
    moment_.copyFrom(session_);
    moment_.advance_ms = advance_ms_;
    return true;
}

app::Session& LiveSession::session() {
    const std::lock_guard lock(mutex_);
    assert(!busy_ && "the worker has the session");
    return session_;
}

void LiveSession::replace(app::Session session) {
    const std::lock_guard lock(mutex_);
    assert(!busy_ && "the worker has the session");
    session_ = std::move(session);
    moment_.history.clear();
    moment_.copyFrom(session_);
}

void LiveSession::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return busy_ || ends_; });
        if (ends_) {
            return;
        }
        lock.unlock();
        const auto begin = std::chrono::steady_clock::now();
        session_.advance(wall_dt_s_, commands_);
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
        lock.lock();
        advance_ms_ = took.count();
        busy_ = false;
        changed_.notify_all();
    }
}

} // namespace fascia::viewer
