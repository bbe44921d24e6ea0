# `make help` lists what there is. Everything else is done by the small programs in tools/.

.DEFAULT_GOAL := help
.PHONY: help run test check bench chaos audit assets lock

VENV := .venv/bin
# Where this is set, each of a thousand processes of the tests would compile the whole program anew.
unexport PYTHONDONTWRITEBYTECODE
ARGS ?=

help: ## Liệt kê các lệnh này
	@echo "make <lệnh>:"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 12

run: ## Cài những gì còn thiếu rồi chạy tại http://127.0.0.1:8000 (PORT=, DATABASE_URL=, INSTANCE_PATH=, BASE_URL=)
	@exec python3 -m tools.run

test: ## Cài những gì kiểm thử cần rồi chạy tất cả (ARGS="tests/rules -x" để chạy một phần)
	@python3 -m tools.install test
	@exec $(VENV)/pytest -n 3 --dist worksteal -m "not full" $(ARGS)

check: ## Soát mã: kiểu chữ, kiểu dữ liệu, các tầng, khuôn trang, nội dung bài học, phiên bản thư viện
	@python3 -m tools.install check
	$(VENV)/ruff check
	$(VENV)/ruff format --check
	$(VENV)/mypy
	$(VENV)/lint-imports
	$(VENV)/djlint --lint --quiet webapp/templates
	$(VENV)/webapp lesson check
	$(VENV)/python -m pip check
	$(VENV)/python -m tools.pins
	$(VENV)/python -m tools.tracked

bench: ## Đo tốc độ; in bảng và ghi instance/bench.json
	@python3 -m tools.install bench
	@exec $(VENV)/python -m tests.bench $(ARGS)

chaos: ## Thử thật lâu: giết tiến trình, đầy đĩa, khởi động lại PostgreSQL
	@python3 -m tools.install test
	@exec $(VENV)/pytest -m full $(ARGS)

audit: ## Hỏi cơ sở dữ liệu lỗ hổng về các thư viện đang dùng (cần mạng)
	@python3 -m tools.install check
	$(VENV)/pip-audit --strict --requirement requirements.txt --no-deps --disable-pip

assets: ## Cài lại htmx, biểu tượng và phông chữ vào webapp/static/vendor
	@rm -f .setup/assets
	@python3 -m tools.install run

lock: ## Tính lại requirements*.txt từ pyproject.toml và package-lock.json (UPGRADE=--upgrade để lên bản mới)
	@python3 -m tools.install check
	@python3 -m tools.lock $(UPGRADE)
