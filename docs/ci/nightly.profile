# What a nightly job runs on a kernel: ./run.sh --kernel PATH --profile docs/ci/nightly.profile
--endurance
--profile must,derived,linux      # what is only proposed fails nothing
--format tap13
--format junit:../../build/nightly.xml --format kcidb:../../build/nightly.json
