package training

// What the tests of this package take from inside.

type (
	NumberedTraining = numberedTraining
	Seat             = seat
	TrainingNotice   = trainingNotice
)

const (
	AllTrainings   = allTrainings
	CallOffKey     = callOffKey
	PresencePrefix = presencePrefix
	TrainingsRead  = trainingsRead
	TriesMost      = triesMost
)

var (
	ApplyTraining = applyTraining
	CallOff       = callOff
	Changed       = changed
	LeaveTraining = leaveTraining
	PutTraining   = putTraining
	Tick          = tick
	TrainingThing = trainingThing
	TrainingTime  = trainingTime
	Usefulness    = usefulness
)
