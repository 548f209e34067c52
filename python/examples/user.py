"""A study in a few lines: what an agent of one's own changes, run by run."""

from summitry import Answer, Request, Scenario, View


class Patient:
    """Grants a summit only once half of the goals are within reach."""

    def act(self, view: View, request: Request) -> Answer:
        if request.kind == "grant":
            return "grant" if "grant" in request.legal and view.goals >= 0.5 else "defer"
        if view.table is None:
            return request.legal[0]
        if request.kind == "offer":
            return view.table.proposal
        return "accept" if view.table.accepts else "reject"


def main() -> None:
    """Compare the outcomes with and without the agent."""
    scenario = Scenario.load("kyiv-washington").set({"meeting.rounds.gap": 15})
    gatekeeper = next(id for id, party in scenario.parties.items() if party["role"] == "gatekeeper")
    without = scenario.run(200, seed=1)
    patient = scenario.run(200, seed=1, agents={gatekeeper: Patient})
    for outcome, share in without.outcomes.items():
        print(f"{outcome:20} {share:6.1%} {patient.outcomes[outcome]:6.1%}")
    days: list[float | None] = patient["runs"].to_dict()["first_summit_day"]
    print(f"{sum(day is not None for day in days)} of {len(days)} runs have a summit")


if __name__ == "__main__":
    main()
