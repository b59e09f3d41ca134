"""Names and dates that every builder shares."""

from __future__ import annotations

import datetime as dt

import numpy as np

FIRST, LAST = dt.date(2024, 1, 1), dt.date(2026, 11, 22)
#: The group's clocks are this many hours ahead of UTC.
ZONE_HOURS = 8
DAYS = np.arange(np.datetime64(FIRST), np.datetime64(LAST) + 1)
REGIONS = [("EC", "East China", "华东", 1.5), ("SC", "South China", "华南", 1.25), ("NC", "North China", "华北", 1.1),
           ("CC", "Central China", "华中", 0.9), ("NE", "Northeast", "东北", 0.7), ("SW", "Southwest", "西南", 0.85),
           ("NW", "Northwest", "西北", 0.6)]  # fmt: skip
CITIES = {"EC": [("Shanghai", "上海"), ("Hangzhou", "杭州"), ("Nanjing", "南京")],
          "SC": [("Guangzhou", "广州"), ("Shenzhen", "深圳")], "NC": [("Beijing", "北京"), ("Tianjin", "天津")],
          "CC": [("Wuhan", "武汉"), ("Changsha", "长沙")], "NE": [("Shenyang", "沈阳"), ("Harbin", "哈尔滨")],
          "SW": [("Chengdu", "成都"), ("Chongqing", "重庆")], "NW": [("Xi'an", "西安"), ("Lanzhou", "兰州")]}  # fmt: skip
CATEGORIES = [("Home Appliances", "家电", 900), ("Mobile Phones", "手机", 1500), ("Computers", "电脑", 2200),
              ("Apparel", "服装", 160), ("Footwear", "鞋靴", 240), ("Cosmetics", "美妆", 130), ("Baby Care", "母婴", 110),
              ("Fresh Food", "生鲜", 45), ("Snacks", "零食", 28), ("Furniture", "家具", 700), ("Books", "图书", 42),
              ("Sports", "运动户外", 210)]  # fmt: skip
CHANNELS = [("store", "Stores", "门店零售", "offline", 0.46), ("app", "App", "手机应用", "online", 0.26),
            ("mini", "Mini Program", "小程序", "online", 0.17), ("web", "Website", "官网", "online", 0.07),
            ("dealer", "Dealers", "经销商", "offline", 0.04)]  # fmt: skip
TIERS = [("gold", "Gold", "金卡", 0.12), ("silver", "Silver", "银卡", 0.28), ("basic", "Basic", "普卡", 0.6)]
SPRING = [dt.date(2024, 2, 10), dt.date(2025, 1, 29), dt.date(2026, 2, 17)]


def day_weights() -> np.ndarray:
    """Return how many orders a day draws, relative: growth, weekends, 618, Double 11, the Spring Festival dip."""
    place = np.arange(len(DAYS))
    weights = (1 + 0.00035 * place) * np.where((place % 7) >= 5, 1.25, 1.0)
    months = DAYS.astype("datetime64[M]").astype(int) % 12 + 1
    weights *= np.array([0, 0.95, 0.85, 0.97, 0.98, 1.02, 1.05, 0.97, 0.95, 1.02, 1.06, 1.12, 1.1])[months]
    days = (DAYS - DAYS.astype("datetime64[M]")).astype(int) + 1
    weights[(months == 6) & (days >= 15) & (days <= 18)] *= 2.0
    weights[(months == 11) & (days >= 8) & (days <= 11)] *= 2.4
    for start in SPRING:
        gap = (DAYS - np.datetime64(start)).astype(int)
        weights[(gap >= -3) & (gap <= 6)] *= 0.5
    weights[(np.datetime64("2026-05-20") <= DAYS) & (np.datetime64("2026-05-27") >= DAYS)] *= 1.35
    share: np.ndarray = weights / weights.sum()
    return share
